// SPDX-License-Identifier: Apache-2.0
#include <core/pki/passwordstrength.h>
#include <ui/theme.h>
#include <ui/widgets/inlinenote.h>
#include <ui/widgets/pkcs12field.h>
#include <ui/widgets/textlabel.h>

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>

namespace gatehouse::ui {

namespace {

using pki::Pkcs12Target;

QString targetHint(Pkcs12Target target)
{
    switch (target) {
    case Pkcs12Target::WindowsServer2016:
        return Pkcs12Field::tr("3DES and SHA-1, because these do not open anything newer. Choose a "
                               "long password.");
    case Pkcs12Target::MacOs:
        return Pkcs12Field::tr("3DES and SHA-1, because Keychain Access on many releases of macOS "
                               "does not open anything newer. Choose a long password.");
    case Pkcs12Target::Java8:
        return Pkcs12Field::tr("3DES and SHA-1, because older updates of Java 8 do not open "
                               "anything newer. Choose a long password.");
    case Pkcs12Target::Modern:
        break;
    }
    return Pkcs12Field::tr("AES-256 and SHA-256: OpenSSL, Windows Server 2019 and newer, Java 11 "
                           "and newer.");
}

QLabel* labelOf(QWidget* field, const QString& text)
{
    auto* label = new QLabel(text, field->parentWidget());
    label->setBuddy(field);
    field->setAccessibleName(QString(text).remove(u'&'));
    return label;
}

QLineEdit* passwordEdit(const char* name, QWidget* parent)
{
    auto* edit = new QLineEdit(parent);
    edit->setObjectName(QString::fromLatin1(name));
    edit->setEchoMode(QLineEdit::Password);
    edit->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText);
    return edit;
}

} // namespace

Pkcs12Field::Pkcs12Field(QWidget* parent)
    : QWidget(parent)
    , m_first(passwordEdit("p12Password", this))
    , m_second(passwordEdit("p12PasswordAgain", this))
    , m_strength(new InlineNote(QStringLiteral("p12Strength"), m_first, this))
    , m_mismatch(new InlineNote(QStringLiteral("p12Mismatch"), m_second, this))
    , m_target(new QComboBox(this))
    , m_targetHint(textLabel(QStringLiteral("p12TargetHint"), this, TextStop::None))
    , m_targetNote(new InlineNote(QStringLiteral("p12TargetNote"), m_target, this))
{
    m_target->setObjectName(QStringLiteral("p12Target"));
    const QList<Pkcs12Target> targets = pki::pkcs12Targets();
    for (const Pkcs12Target target : targets)
        m_target->addItem(targetName(target), static_cast<int>(target));
    styleSecondary(m_targetHint);
    auto* show = m_first->addAction(icon(QStringLiteral("show")), QLineEdit::TrailingPosition);
    show->setText(tr("Show the password"));
    show->setToolTip(tr("Show the password"));
    show->setCheckable(true);
    connect(show, &QAction::toggled, this, [this, show](bool isShown) {
        const auto mode = isShown ? QLineEdit::Normal : QLineEdit::Password;
        m_first->setEchoMode(mode);
        m_second->setEchoMode(mode);
        show->setIcon(icon(isShown ? QStringLiteral("hide") : QStringLiteral("show")));
    });

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(smallGap);
    layout->addWidget(labelOf(m_target, tr("What will &open the file")));
    layout->addWidget(m_target);
    layout->addWidget(m_targetHint);
    layout->addWidget(m_targetNote);
    layout->addSpacing(smallGap);
    layout->addWidget(labelOf(m_first, tr("Pass&word of the file (required)")));
    layout->addWidget(m_first);
    layout->addWidget(m_strength);
    layout->addWidget(labelOf(m_second, tr("Password a&gain (required)")));
    layout->addWidget(m_second);
    layout->addWidget(m_mismatch);
    connect(m_first, &QLineEdit::textEdited, this, &Pkcs12Field::passwordEdited);
    connect(m_second, &QLineEdit::textEdited, this, &Pkcs12Field::passwordEdited);
    connect(m_second, &QLineEdit::editingFinished, this, [this] {
        if (!m_second->text().isEmpty() && m_first->text() != m_second->text())
            m_mismatch->showError(tr("The two passwords differ. Enter the same twice."));
    });
    connect(m_target, &QComboBox::currentIndexChanged, this, [this] {
        showTarget();
        Q_EMIT changed();
    });
    showTarget();
}

QString Pkcs12Field::targetName(Pkcs12Target target)
{
    switch (target) {
    case Pkcs12Target::WindowsServer2016:
        return tr("Windows Server 2016 and older");
    case Pkcs12Target::MacOs:
        return tr("macOS (Keychain Access)");
    case Pkcs12Target::Java8:
        return tr("Java 8");
    case Pkcs12Target::Modern:
        break;
    }
    return tr("Current systems");
}

void Pkcs12Field::passwordEdited()
{
    showStrength();
    showTarget();
    const bool differs = m_first->text() != m_second->text();
    // Told once the second is as long as the first, or had been told already.
    const bool isDue = !m_mismatch->text().isEmpty()
        || (!m_second->text().isEmpty() && m_second->text().size() >= m_first->text().size());
    if (!differs)
        m_mismatch->clear();
    else if (isDue && !m_second->text().isEmpty())
        m_mismatch->showError(tr("The two passwords differ. Enter the same twice."));
    Q_EMIT changed();
}

void Pkcs12Field::showStrength()
{
    using enum pki::PasswordStrength;
    switch (pki::passwordStrength(Secret::fromString(m_first->text()))) {
    case None:
        m_strength->clear();
        return;
    case Weak:
        m_strength->show(Tone::Warning,
            tr("Weak: it would be found quickly by whoever gets the file. Take four unrelated "
               "words or twelve mixed characters."));
        return;
    case Fair:
        m_strength->show(
            Tone::Info, tr("Fair: enough for a file that is deleted after use. Longer is better."));
        return;
    case Strong:
        m_strength->show(Tone::Success, tr("Strong."));
        return;
    }
}

void Pkcs12Field::showTarget()
{
    m_targetHint->setText(targetHint(target()));
    const bool isForJava = target() == Pkcs12Target::Modern || target() == Pkcs12Target::Java8;
    m_targetNote->show(Tone::Warning,
        isForJava ? pki::pkcs12PasswordWarning(Secret::fromString(m_first->text())) : QString());
}

Secret Pkcs12Field::password() const
{
    return problem().isEmpty() ? Secret::fromString(m_first->text()) : Secret();
}

pki::Pkcs12Target Pkcs12Field::target() const
{
    return static_cast<Pkcs12Target>(m_target->currentData().toInt());
}

void Pkcs12Field::setTarget(Pkcs12Target target)
{
    m_target->setCurrentIndex(m_target->findData(static_cast<int>(target)));
}

QString Pkcs12Field::problem() const
{
    if (m_first->text().isEmpty())
        return tr("The file with the key needs a password.");
    if (m_first->text() != m_second->text())
        return tr("Enter the same password twice.");
    return {};
}

void Pkcs12Field::clearPassword()
{
    m_first->setText({}); // unlike clear() it can't be undone: what was typed must not come back
    m_second->setText({});
    m_strength->clear();
    m_mismatch->clear();
    m_targetNote->clear();
    Q_EMIT changed();
}

bool Pkcs12Field::isEmpty() const
{
    return m_first->text().isEmpty() && m_second->text().isEmpty();
}

} // namespace gatehouse::ui
