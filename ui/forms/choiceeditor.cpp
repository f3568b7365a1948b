// SPDX-License-Identifier: Apache-2.0
#include <core/keystore/keystore.h>
#include <core/settings/connectorsettings.h>
#include <ui/forms/choiceeditor.h>

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>

namespace gatehouse::ui {

ChoiceEditor::ChoiceEditor(const Choices& choices, QWidget* parent)
    : FieldEditor(parent)
    , m_box(new QComboBox(this))
    , m_count(choices.size())
{
    m_box->setObjectName(QStringLiteral("choice"));
    for (const auto& [value, text] : choices)
        m_box->addItem(text, value);
    m_box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_box->setFocusPolicy(Qt::StrongFocus);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_box);
    layout->addStretch(1);
    watch(m_box);
    connect(m_box, &QComboBox::currentIndexChanged, this, &ChoiceEditor::edited);
}

QString ChoiceEditor::value() const
{
    return m_box->currentData().toString();
}

void ChoiceEditor::setValue(const QString& value)
{
    int index = m_box->findData(value);
    if (index < 0) {
        while (m_box->count() > m_count)
            m_box->removeItem(m_box->count() - 1);
        m_box->addItem(value, value);
        index = m_box->count() - 1;
    }
    m_box->setCurrentIndex(index);
}

QWidget* ChoiceEditor::target() const
{
    return m_box;
}

bool ChoiceEditor::eventFilter(QObject* watched, QEvent* event)
{
    // Scrolling the page must not change a setting that happens to pass under the pointer.
    if (event->type() == QEvent::Wheel && !m_box->hasFocus()) {
        event->ignore();
        return true;
    }
    return FieldEditor::eventFilter(watched, event);
}

ChoiceEditor::Choices storeTypeChoices(const settings::SettingDefinition& definition)
{
    using keystore::StoreType;
    ChoiceEditor::Choices choices { { QString(), ChoiceEditor::tr("From the file's content") } };
    for (const StoreType type : { StoreType::Jks, StoreType::Pkcs12, StoreType::Pem }) {
        const QString name = keystore::storeTypeName(type);
        if (settings::normalise(definition, name))
            choices.append({ name, name });
    }
    return choices;
}

} // namespace gatehouse::ui
