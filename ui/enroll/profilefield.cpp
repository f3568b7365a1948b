// SPDX-License-Identifier: Apache-2.0
#include <ui/async.h>
#include <ui/enroll/fields.h>
#include <ui/enroll/profilefield.h>
#include <ui/theme.h>
#include <ui/widgets/inlinenote.h>
#include <ui/widgets/suggestions.h>

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QStringListModel>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

QString entryText(const ProfileField::Entry& entry)
{
    return entry.name.isEmpty() || entry.name == entry.id
        ? entry.id
        : ProfileField::tr("%1 (%2)", "name of a profile, its id").arg(entry.name, entry.id);
}

QString joined(const QStringList& parts)
{
    return parts.join(QStringLiteral(", "));
}

} // namespace

ProfileField::ProfileField(QWidget* parent)
    : QWidget(parent)
    , m_combo(new QComboBox(this))
    , m_texts(new QStringListModel(this))
    , m_allowed(textLabel(QStringLiteral("profileAllowed"), this, TextStop::None))
    , m_note(new InlineNote(QStringLiteral("profileNote"), m_combo, this))
    , m_choices(std::make_shared<Choices>())
{
    m_combo->setObjectName(QStringLiteral("profile"));
    m_combo->setModel(m_texts);
    suggestWhileTyping(*m_combo, QStringLiteral("profileList"), tr("Profiles"));
    m_combo->setMaxVisibleItems(16);
    m_combo->lineEdit()->setPlaceholderText(tr("Type a part of a profile's name or id"));
    m_combo->lineEdit()->setClearButtonEnabled(true);
    constexpr int shortestContents = 20;
    m_combo->setMinimumContentsLength(shortestContents);
    styleSecondary(m_allowed);
    setFocusProxy(m_combo);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(smallGap);
    addLabel(layout, tr("&Profile"), m_combo, true);
    layout->addWidget(m_combo);
    layout->addWidget(m_allowed);
    layout->addWidget(m_note);
    connect(m_combo, &QComboBox::editTextChanged, this, [this] {
        m_wanted.clear();
        Q_EMIT changed();
    });
    connect(m_combo->lineEdit(), &QLineEdit::editingFinished, this, [this] {
        const QString typed = m_combo->currentText().trimmed();
        if (typed.isEmpty() || !profileId().isEmpty() || m_choices->profiles.isEmpty())
            return;
        m_note->showError(
            tr("There is no profile \"%1\" here. Choose one from the list.").arg(typed));
    });
}

void ProfileField::setChoices(std::shared_ptr<const Choices> choices)
{
    const QString chosen = profileId().isEmpty() ? m_wanted : profileId();
    if (choices->profiles == m_choices->profiles) {
        setProfileId(chosen);
        return;
    }
    const QString typed = m_combo->currentText();
    {
        const QSignalBlocker quiet(m_combo);
        letGo(std::exchange(m_choices, std::move(choices)));
        m_texts->setStringList(m_choices->texts);
        m_combo->setCurrentIndex(-1);
        m_combo->setEditText(typed);
    }
    // With one profile there is nothing to choose.
    if (chosen.isEmpty() && typed.isEmpty() && m_choices->profiles.size() == 1)
        setProfileId(m_choices->profiles.first().id);
    else
        setProfileId(chosen);
    Q_EMIT changed();
}

std::shared_ptr<const ProfileField::Choices> ProfileField::choicesOf(const QList<Entry>& profiles)
{
    auto choices = std::make_shared<Choices>();
    choices->profiles = profiles;
    choices->texts.reserve(profiles.size());
    QHash<QString, int>& index = choices->index;
    for (const Entry& entry : profiles) {
        const QString id = entry.id.toLower();
        if (!index.contains(id))
            index.insert(id, static_cast<int>(choices->texts.size()));
        choices->texts.append(entryText(entry));
    }
    for (int i = 0; i < static_cast<int>(profiles.size()); ++i) {
        for (const QString& text : { choices->texts.at(i), profiles.at(i).name }) {
            const QString key = text.toLower();
            if (!index.contains(key))
                index.insert(key, i);
        }
    }
    return choices;
}

int ProfileField::indexOfText() const
{
    const QString typed = m_combo->currentText().trimmed();
    if (typed.isEmpty())
        return -1;
    return m_choices->index.value(typed.toLower(), -1);
}

QString ProfileField::profileId() const
{
    const int index = indexOfText();
    return index < 0 ? QString() : m_choices->profiles.at(index).id;
}

void ProfileField::setProfileId(const QString& id)
{
    if (id.isEmpty() || id == profileId())
        return;
    const int index = m_choices->index.value(id.toLower(), -1);
    if (index < 0 || m_choices->profiles.at(index).id != id) {
        m_wanted = id;
        return;
    }
    m_combo->setCurrentIndex(index);
}

void ProfileField::showAllowed(const Result<profiles::EffectiveProfile>& profile)
{
    if (!profile) {
        m_allowed->clear();
        m_allowed->hide();
        return;
    }
    QStringList keys;
    for (const pki::KeyType& type : profile->keyTypes)
        keys.append(type.toString());
    QStringList terms;
    for (const int term : profile->terms)
        terms.append(QString::number(term));
    m_allowed->setText(tr("Keys: %1. Validity in days: %2.").arg(joined(keys), joined(terms)));
    m_allowed->show();
}

} // namespace gatehouse::ui
