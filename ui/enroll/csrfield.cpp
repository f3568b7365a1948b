// SPDX-License-Identifier: Apache-2.0
#include <core/workspace/files.h>
#include <ui/enroll/csrfield.h>
#include <ui/enroll/fields.h>
#include <ui/format.h>
#include <ui/theme.h>
#include <ui/widgets/inlinenote.h>

#include <QFileDialog>
#include <QFormLayout>
#include <QFrame>
#include <QLabel>
#include <QMimeData>
#include <QPainter>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

constexpr qint64 largestRequest = 128 * 1024;
constexpr int visibleLines = 9;

QStringList localFiles(const QMimeData* source)
{
    QStringList files;
    const QList<QUrl> urls = source->urls();
    for (const QUrl& url : urls) {
        if (url.isLocalFile())
            files.append(url.toLocalFile());
    }
    return files;
}

} // namespace

bool RequestEdit::canInsertFromMimeData(const QMimeData* source) const
{
    return !localFiles(source).isEmpty() || QPlainTextEdit::canInsertFromMimeData(source);
}

void RequestEdit::insertFromMimeData(const QMimeData* source)
{
    if (const QStringList files = localFiles(source); !files.isEmpty()) {
        Q_EMIT filesDropped(files);
        return;
    }
    if (const qint64 size = source->text().size(); size > largestRequest) {
        Q_EMIT tooLarge(size);
        return;
    }
    QPlainTextEdit::insertFromMimeData(source);
}

void RequestEdit::paintEvent(QPaintEvent* event)
{
    QPlainTextEdit::paintEvent(event);
    if (!document()->isEmpty() || hasFocus())
        return;
    constexpr int pictureSize = 32;
    QPainter painter(viewport());
    const QRect area = viewport()->rect();
    const QRect picture(
        area.center().x() - pictureSize / 2, area.center().y() + gap, pictureSize, pictureSize);
    icon(QStringLiteral("drop")).paint(&painter, picture);
}

CsrField::CsrField(QWidget* parent)
    : QWidget(parent)
    , m_edit(new RequestEdit(this))
    , m_note(new InlineNote(QStringLiteral("csrNote"), m_edit, this))
{
    m_edit->setObjectName(QStringLiteral("csrText"));
    m_edit->setFont(monospaceFont());
    m_edit->setTabChangesFocus(true);
    m_edit->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    m_edit->setWordWrapMode(QTextOption::WrapAnywhere);
    m_edit->setPlaceholderText(
        tr("Drop a request here, paste it with Ctrl+V, or open a file. PEM, Base64 and DER are "
           "read."));
    m_edit->setMinimumHeight(m_edit->fontMetrics().lineSpacing() * visibleLines);
    setFocusProxy(m_edit);
    setAcceptDrops(false); // the text field does

    auto* file = new QPushButton(icon(QStringLiteral("folder")), tr("&Open file…"), this);
    file->setObjectName(QStringLiteral("csrOpen"));
    auto* reset = new QPushButton(tr("Clea&r"), this);
    reset->setObjectName(QStringLiteral("csrClear"));
    reset->setToolTip(tr("Empty the field for another request"));
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(file);
    buttons->addWidget(reset);
    buttons->addStretch(1);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(smallGap);
    addLabel(layout, tr("Certificate &request (CSR)"), m_edit, true);
    layout->addWidget(m_edit);
    layout->addWidget(m_note);
    layout->addLayout(buttons);
    layout->addWidget(makeFacts());
    connect(m_edit, &QPlainTextEdit::textChanged, this, &CsrField::parseText);
    // Later, as a drop ends by saying that the text has changed, also where it has not.
    connect(m_edit, &RequestEdit::filesDropped, this, &CsrField::openFiles, Qt::QueuedConnection);
    connect(
        m_edit, &RequestEdit::tooLarge, this,
        [this](qint64 size) {
            refuse(tr("What was pasted has %1 KiB, too much for a certificate request.")
                       .arg(size / 1024));
        },
        Qt::QueuedConnection);
    connect(file, &QPushButton::clicked, this, &CsrField::chooseFile);
    connect(reset, &QPushButton::clicked, this, &CsrField::clear);
}

QWidget* CsrField::makeFacts()
{
    auto* frame = new QFrame(this);
    frame->setObjectName(QStringLiteral("csrFacts"));
    frame->setFrameShape(QFrame::StyledPanel);
    frame->setBackgroundRole(QPalette::AlternateBase);
    frame->setAutoFillBackground(true);
    auto* form = new QFormLayout(frame);
    form->setHorizontalSpacing(wideGap);
    m_subject = textLabel(QStringLiteral("csrSubject"), frame);
    m_names = textLabel(QStringLiteral("csrNames"), frame);
    m_key = textLabel(QStringLiteral("csrKey"), frame);
    m_signature = new InlineNote(QStringLiteral("csrSignature"), nullptr, frame);
    form->addRow(tr("It asks for:"), m_subject);
    form->addRow(tr("Names in it:"), m_names);
    form->addRow(tr("Key:"), m_key);
    form->addRow(tr("Signature:"), m_signature);
    frame->hide();
    m_facts = frame;
    return frame;
}

void CsrField::setRequest(const pki::CertificateRequest& request)
{
    m_edit->setPlainText(QString::fromLatin1(request.toPem()));
}

void CsrField::clear()
{
    m_edit->clear();
    parseText();
}

bool CsrField::isEmpty() const
{
    return !m_value && m_edit->document()->isEmpty();
}

void CsrField::chooseFile()
{
    auto* dialog = new QFileDialog(this, tr("Open a certificate request"));
    dialog->setObjectName(QStringLiteral("csrFileDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters(
        { tr("Certificate requests (*.csr *.req *.pem *.p10 *.der *.txt)"), tr("All files (*)") });
    connect(dialog, &QFileDialog::filesSelected, this, &CsrField::openFiles);
    dialog->open();
}

void CsrField::openFiles(const QStringList& files)
{
    if (files.isEmpty())
        return;
    if (files.size() > 1) {
        refuse(tr("Several files were dropped. Give one request at a time."));
        return;
    }
    const auto bytes = workspace::readFile(files.first(), largestRequest);
    if (!bytes) {
        refuse(bytes.error().message);
        return;
    }
    const auto request = pki::CertificateRequest::parse(*bytes);
    if (request) {
        // Whatever its encoding was, it is seen as PEM.
        setRequest(*request);
        return;
    }
    parse(*bytes);
}

void CsrField::parseText()
{
    const QString text = m_edit->toPlainText();
    if (text.trimmed().isEmpty()) {
        m_value.reset();
        m_note->clear();
        m_facts->hide();
        Q_EMIT changed();
        return;
    }
    if (text.size() > largestRequest) {
        refuse(tr("This has %1 KiB, too much for a certificate request.").arg(text.size() / 1024));
        return;
    }
    parse(text.toUtf8());
}

void CsrField::parse(const QByteArray& bytes)
{
    m_value = pki::CertificateRequest::parse(bytes);
    if (*m_value) {
        m_note->clear();
    } else {
        m_note->showError(m_value->error().message);
        // A key has no business on a screen.
        if (m_value->error().cause == QLatin1String("pki/is-private-key")) {
            const QSignalBlocker quiet(m_edit);
            m_edit->setPlainText({});
        }
    }
    showFacts();
    Q_EMIT changed();
}

void CsrField::refuse(const QString& message)
{
    m_value = failure(ErrorKind::Usage, message);
    m_note->showError(message);
    showFacts();
    Q_EMIT changed();
}

void CsrField::showFacts()
{
    const bool isRequest = m_value && m_value->has_value();
    m_facts->setVisible(isRequest);
    if (!isRequest)
        return;
    const pki::CertificateRequest& request = **m_value;
    const QString subject = request.subject().toString();
    m_subject->setText(subject.isEmpty() ? tr("no subject") : visibleText(subject));
    QStringList names;
    const QList<pki::GeneralName> altNames = request.subjectAltNames();
    for (const pki::GeneralName& name : altNames)
        names.append(visibleText(name.toString()));
    m_names->setText(names.isEmpty() ? tr("none besides the subject") : names.join(u'\n'));
    const auto type = request.keyType();
    m_key->setText(type ? type->toString() : type.error().message);
    if (request.hasValidSignature())
        m_signature->show(Tone::Success, tr("made with the request's own key"));
    else
        m_signature->showError(tr("does not fit the key"));
}

void CsrField::showPolicyError(const QString& text)
{
    if (m_value && m_value->has_value())
        m_note->showError(text);
}

} // namespace gatehouse::ui
