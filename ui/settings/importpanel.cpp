// SPDX-License-Identifier: Apache-2.0
#include <core/workspace/builtinsandbox.h>
#include <core/workspace/files.h>
#include <ui/async.h>
#include <ui/settings/importpanel.h>
#include <ui/theme.h>
#include <ui/widgets/availability.h>
#include <ui/widgets/messagebar.h>
#include <ui/widgets/secretoffer.h>

#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace gatehouse::ui {

using workspace::ImportReview;

namespace {

constexpr qint64 readAtMost = qint64 { 1024 } * 1024;
enum Columns { What, Before, After, ColumnCount };

QString labelOf(const QString& key)
{
    if (key == QLatin1String("name"))
        return ImportPanel::tr("Name");
    if (key == QLatin1String("profiles"))
        return ImportPanel::tr("Local profiles");
    const auto* definition = settings::findDefinition(key);
    return definition == nullptr ? key : definition->translatedLabel();
}

QString verdictOf(const ImportReview& review)
{
    if (!review.existing)
        return ImportPanel::tr("new");
    if (review.changes.isEmpty() && review.imported.secrets.isEmpty())
        return ImportPanel::tr("is here already, and nothing changes");
    return ImportPanel::tr("replaces the one that is here");
}

void addRow(QTreeWidgetItem* parent, const QString& what, const QString& before,
    const QString& after, std::optional<Tone> tone = std::nullopt)
{
    auto* row = new QTreeWidgetItem(parent, { what, before, after });
    if (tone)
        row->setIcon(What, toneIcon(*tone));
    for (int column = 0; column < ColumnCount; ++column)
        row->setToolTip(column, row->text(column));
}

Result<QList<settings::ImportedConnector>> readConnectors(const QStringList& files)
{
    QList<settings::ImportedConnector> all;
    for (const QString& file : files) {
        auto bytes = workspace::readFile(file, readAtMost);
        if (!bytes)
            return failure(bytes.error());
        auto connectors = settings::importConnectors(*bytes);
        wipe(*bytes);
        if (!connectors)
            return failure(connectors.error());
        all += *connectors;
    }
    return all;
}

} // namespace

ImportPanel::ImportPanel(workspace::Workspace& workspace, QWidget* parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_title(new QLabel(this))
    , m_message(new MessageBar(this))
    , m_tree(new QTreeWidget(this))
    , m_import(new QPushButton(icon(QStringLiteral("import")), tr("&Import"), this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
{
    setObjectName(QStringLiteral("importPanel"));
    build();
    connect(m_tree, &QTreeWidget::itemChanged, this, &ImportPanel::update);
    connect(m_import, &QPushButton::clicked, this, &ImportPanel::run);
    connect(m_cancel, &QPushButton::clicked, this, &ImportPanel::cancel);
}

void ImportPanel::build()
{
    m_title->setObjectName(QStringLiteral("importTitle"));
    m_title->setTextFormat(Qt::PlainText);
    styleHeading(m_title, 1);
    auto* hint = new QLabel(tr("Nothing has changed yet. Choose what to import; passwords that "
                               "stand in the file are kept as secrets, and not shown."),
        this);
    hint->setWordWrap(true);
    styleSecondary(hint);
    m_message->setObjectName(QStringLiteral("importMessage"));
    m_tree->setObjectName(QStringLiteral("importPreview"));
    m_tree->setAccessibleName(tr("What the import changes"));
    m_tree->setHeaderLabels({ tr("Setting"), tr("Now"), tr("After the import") });
    m_tree->setAlternatingRowColors(true);
    m_tree->setSelectionMode(QAbstractItemView::SingleSelection);
    m_tree->header()->setStretchLastSection(true);
    m_import->setObjectName(QStringLiteral("importChosen"));
    m_import->setDefault(true);
    m_cancel->setObjectName(QStringLiteral("importCancel"));

    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_import);
    buttons->addWidget(m_cancel);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(pageMargin, pageMargin, pageMargin, pageMargin);
    layout->setSpacing(wideGap);
    layout->addWidget(m_title);
    layout->addWidget(hint);
    layout->addWidget(m_message);
    layout->addWidget(m_tree, 1);
    layout->addLayout(buttons);
}

void ImportPanel::open(const QStringList& files)
{
    m_message->clear();
    m_tree->clear();
    m_reviews.clear();
    m_imported.clear();
    m_title->setText(files.size() == 1
            ? tr("Import from %1").arg(QFileInfo(files.first()).fileName())
            : tr("Import from several files"));
    const auto connectors = readConnectors(files);
    if (!connectors) {
        m_message->show(connectors.error());
    } else {
        m_reviews = m_workspace.review(*connectors);
        for (const ImportReview& review : std::as_const(m_reviews))
            addReview(review);
        const int characters = fontMetrics().averageCharWidth();
        m_tree->setColumnWidth(What, characters * 40);
        m_tree->setColumnWidth(Before, characters * 32);
        m_tree->setFocus();
    }
    update();
}

QTreeWidgetItem* ImportPanel::addReview(const ImportReview& review)
{
    auto* top = new QTreeWidgetItem(m_tree);
    const QString id = workspace::displayId(review.imported.settings, m_workspace.home());
    top->setText(
        What, tr("%1: %2", "a connector's ID; what an import does").arg(id, verdictOf(review)));
    top->setIcon(What, icon(QStringLiteral("ca")));
    top->setFirstColumnSpanned(true);
    const bool changes =
        !review.existing || !review.changes.isEmpty() || !review.imported.secrets.isEmpty();
    top->setCheckState(What, changes ? Qt::Checked : Qt::Unchecked);
    for (const ImportReview::Change& change : review.changes)
        addRow(top, labelOf(change.key), change.before,
            change.after.isEmpty() ? tr("(not set)") : change.after);
    for (const QString& key : review.imported.secrets.keys())
        addRow(top, labelOf(key), {}, tr("taken from the file, and kept as a secret"));
    for (const QString& key : review.endangered) {
        if (!review.imported.secrets.contains(key))
            addRow(top, labelOf(key), {},
                tr("forgotten if one is stored: the connection goes elsewhere now"), Tone::Warning);
    }
    for (const QString& note : review.imported.notes) {
        auto* row = new QTreeWidgetItem(top, { note });
        row->setIcon(What, toneIcon(Tone::Info));
        row->setToolTip(What, note);
        row->setFirstColumnSpanned(true);
    }
    top->setExpanded(true);
    return top;
}

int ImportPanel::chosenCount() const
{
    int count = 0;
    for (int index = 0; index < m_tree->topLevelItemCount(); ++index)
        count += m_tree->topLevelItem(index)->checkState(What) == Qt::Checked ? 1 : 0;
    return count;
}

void ImportPanel::run()
{
    m_message->clear();
    m_queue.clear();
    for (int index = 0; index < m_tree->topLevelItemCount(); ++index) {
        const ImportReview& review = m_reviews.at(index);
        if (m_tree->topLevelItem(index)->checkState(What) == Qt::Checked
            && !m_imported.contains(review.imported.settings.id))
            m_queue.append(review);
    }
    m_isRunning = true;
    update();
    importNext();
}

void ImportPanel::cancel()
{
    if (!m_isRunning) {
        Q_EMIT finished(m_imported);
        return;
    }
    // The one under way is imported to its end.
    m_queue.resize(1);
    update();
}

void ImportPanel::importNext()
{
    if (m_queue.isEmpty()) {
        m_isRunning = false;
        m_reviews.clear();
        Q_EMIT finished(m_imported);
        return;
    }
    consume(m_workspace.import(m_queue.first()), this, [this](const Result<void>& result) {
        if (!result) {
            failed(result.error());
            return;
        }
        m_imported.append(m_queue.takeFirst().imported.settings.id);
        update();
        importNext();
    });
}

void ImportPanel::failed(const Error& error)
{
    m_isRunning = false;
    m_message->show(error, secretActions(m_workspace.secrets(), error, [this] { run(); }));
    update();
}

void ImportPanel::update()
{
    setAvailable(m_import,
        m_isRunning             ? tr("It is being imported.")
            : chosenCount() > 0 ? QString()
                                : tr("Choose at least one certificate authority."));
    setAvailable(m_tree, m_isRunning ? tr("It is being imported.") : QString());
    setAvailable(m_cancel,
        m_isRunning && m_queue.size() <= 1 ? tr("It is too late: the last one is being imported.")
                                           : QString());
}

} // namespace gatehouse::ui
