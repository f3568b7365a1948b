// SPDX-License-Identifier: Apache-2.0
#include <core/pki/certificate.h>
#include <core/workspace/files.h>
#include <ui/certificates/lookupbox.h>
#include <ui/format.h>
#include <ui/widgets/availability.h>
#include <ui/widgets/textlabel.h>

#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

constexpr qint64 largestCertificate = 1024 * 1024;

QLabel* hintLabel(const QString& name, QWidget* parent)
{
    auto* label = textLabel(name, parent, TextStop::None);
    styleSecondary(label);
    return label;
}

} // namespace

LookupBox::LookupBox(QWidget* parent)
    : QWidget(parent)
    , m_edit(new LookupEdit(this))
    , m_understood(hintLabel(QStringLiteral("lookupUnderstood"), this))
    , m_hint(hintLabel(QStringLiteral("lookupHint"), this))
    , m_choices(new QWidget(this))
    , m_choicesLayout(new QVBoxLayout(m_choices))
{
    setObjectName(QStringLiteral("lookupBox"));
    m_edit->setObjectName(QStringLiteral("lookupEdit"));
    m_edit->setAccessibleName(tr("What to look up"));
    m_edit->setPlaceholderText(tr("Host name, DN, serial number, e-mail address, order number…"));
    auto* label = new QLabel(tr("&Find a certificate by anything you know of it"), this);
    label->setBuddy(m_edit);
    m_choices->setObjectName(QStringLiteral("lookupChoices"));
    m_choicesLayout->setContentsMargins(0, 0, 0, 0);
    m_choicesLayout->setSpacing(smallGap);

    auto* line = new QHBoxLayout;
    line->addWidget(m_edit, 1);
    line->addWidget(makeButtons(), 0, Qt::AlignTop);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(smallGap);
    layout->addWidget(label);
    layout->addLayout(line);
    layout->addWidget(m_understood);
    layout->addWidget(m_choices);
    layout->addWidget(m_hint);
    connect(m_edit, &QPlainTextEdit::textChanged, this, &LookupBox::interpretText);
    connect(m_edit, &LookupEdit::submitted, this, &LookupBox::submit);
    // Later, as a drop ends by saying that the text has changed, also where it has not.
    connect(m_edit, &LookupEdit::filesDropped, this, &LookupBox::openFiles, Qt::QueuedConnection);
    connect(
        m_edit, &LookupEdit::tooLong, this,
        [this](qsizetype characters) {
            showProblem(tr("What was pasted has %1 characters, and was left out: nothing that can "
                           "be looked up has more than %2. Paste one name, number or certificate.")
                            .arg(QLocale().toString(characters),
                                QLocale().toString(LookupEdit::longestText)));
        },
        Qt::QueuedConnection);
    interpretText();
}

QWidget* LookupBox::makeButtons()
{
    auto* buttons = new QWidget(this);
    m_find = new QPushButton(icon(QStringLiteral("search")), tr("&Look up"), buttons);
    m_find->setObjectName(QStringLiteral("lookupFind"));
    m_find->setDefault(true);
    m_stop = new QPushButton(icon(QStringLiteral("stop")), tr("Sto&p"), buttons);
    m_stop->setObjectName(QStringLiteral("lookupStop"));
    m_stop->setToolTip(tr("Stop the lookup (Esc)"));
    m_open = new QPushButton(icon(QStringLiteral("folder")), tr("&Open…"), buttons);
    m_open->setObjectName(QStringLiteral("lookupOpen"));
    m_open->setAccessibleName(tr("Open a certificate file"));
    auto* layout = new QHBoxLayout(buttons);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_find);
    layout->addWidget(m_stop);
    layout->addWidget(m_open);
    connect(m_find, &QPushButton::clicked, this, &LookupBox::submit);
    connect(m_stop, &QPushButton::clicked, this, &LookupBox::stopWanted);
    connect(m_open, &QPushButton::clicked, this, &LookupBox::chooseFile);
    return buttons;
}

QString LookupBox::text() const
{
    return m_edit->toPlainText();
}

void LookupBox::setText(const QString& text)
{
    m_edit->selectAll();
    m_edit->insertPlainText(text); // undo brings the former text back
}

std::optional<lookup::Term> LookupBox::chosenReading() const
{
    for (qsizetype place = 1; place < m_radios.size(); ++place) {
        if (m_radios.at(place)->isChecked())
            return m_readings.at(place);
    }
    return std::nullopt;
}

void LookupBox::openFiles(const QStringList& files)
{
    if (files.isEmpty())
        return;
    openFile(files.first());
    if (files.size() > 1)
        Q_EMIT othersLeftOut(files.first());
}

void LookupBox::openFile(const QString& file)
{
    const auto bytes = workspace::readFile(file, largestCertificate);
    if (!bytes) {
        showProblem(bytes.error().message);
        return;
    }
    const auto certificates = pki::Certificate::parseAll(*bytes);
    if (!certificates) {
        showProblem(tr("%1 holds no certificate: %2", "file, reason")
                        .arg(file, certificates.error().message));
        return;
    }
    const QByteArray pem = pki::toPem(*certificates);
    if (pem.size() > LookupEdit::longestText) {
        showProblem(
            tr("%1 holds %2 certificates, more than a chain has. Open a file that holds the "
               "one that is looked for.")
                .arg(file)
                .arg(certificates->size()));
        return;
    }
    setText(QString::fromLatin1(pem));
    submit();
}

void LookupBox::setRunning(bool isRunning)
{
    m_isRunning = isRunning;
    updateButtons();
}

void LookupBox::setWhyNot(const QString& reason)
{
    m_whyNot = reason;
    updateButtons();
}

void LookupBox::focusInput()
{
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
}

void LookupBox::submit()
{
    if (m_find->isEnabled() && !m_isRunning)
        Q_EMIT lookupWanted();
}

void LookupBox::interpretText()
{
    makeSelectable(m_understood, TextStop::None);
    const QString input = text();
    m_readings.clear();
    if (input.trimmed().isEmpty()) {
        m_understood->setText(tr("Spelling, case and blanks do not matter. Enter looks it up."));
        m_understood->setForegroundRole(QPalette::PlaceholderText);
    } else if (const auto readings = lookup::interpret(input)) {
        m_readings = *readings;
        m_understood->setForegroundRole(QPalette::WindowText);
    } else {
        showProblem(readings.error().message);
    }
    showReadings();
    updateButtons();
}

void LookupBox::showReadings()
{
    qDeleteAll(m_radios);
    m_radios.clear();
    if (!m_readings.isEmpty()) {
        const QString first = visibleText(m_readings.first().description());
        m_understood->setText(m_readings.size() == 1 ? tr("Understood as: %1").arg(first)
                                                     : tr("It can be understood as:"));
        m_edit->setAccessibleDescription(tr("Understood as: %1").arg(first));
    } else {
        m_edit->setAccessibleDescription(m_understood->text());
    }
    const bool hasChoice = m_readings.size() > 1;
    for (qsizetype place = 0; hasChoice && place < m_readings.size(); ++place) {
        auto* radio = new QRadioButton(m_choices);
        // An ampersand in a name is no mnemonic.
        radio->setText(
            visibleText(m_readings.at(place).description()).replace(u'&', QLatin1String("&&")));
        radio->setObjectName(QStringLiteral("lookupReading%1").arg(place));
        radio->setChecked(place == 0);
        connect(radio, &QRadioButton::toggled, this, [this] { updateButtons(); });
        m_choicesLayout->addWidget(radio);
        m_radios.append(radio);
    }
    m_choices->setVisible(hasChoice);
}

void LookupBox::showProblem(const QString& text)
{
    makeSelectable(m_understood);
    m_edit->setAccessibleDescription(text);
    m_understood->setForegroundRole(QPalette::WindowText);
    m_understood->setText(text);
}

void LookupBox::chooseFile()
{
    auto* dialog = new QFileDialog(this, tr("Look up a certificate from a file"));
    dialog->setObjectName(QStringLiteral("lookupFileDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters(
        { tr("Certificates (*.pem *.crt *.cer *.der *.p7b)"), tr("All files (*)") });
    connect(dialog, &QFileDialog::filesSelected, this, &LookupBox::openFiles);
    dialog->open();
}

void LookupBox::updateButtons()
{
    QString whyNot = m_whyNot;
    if (whyNot.isEmpty() && m_readings.isEmpty()) {
        whyNot = text().trimmed().isEmpty() ? tr("Enter what to look up first.")
                                            : tr("The text is nothing that can be looked up.");
    }
    setAvailable(m_find, whyNot);
    setAvailable(m_open, m_whyNot, tr("Look up a certificate from a file"));
    m_find->setVisible(!m_isRunning);
    m_stop->setVisible(m_isRunning);
    m_hint->setVisible(m_radios.size() > 1);
    m_hint->setText(chosenReading() ? tr("Only the chosen one is tried.")
                                    : tr("All are tried in this order until something is found."));
}

} // namespace gatehouse::ui
