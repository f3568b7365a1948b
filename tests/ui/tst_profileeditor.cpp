// SPDX-License-Identifier: Apache-2.0
#include <ui/profiles/orderedchoice.h>
#include <ui/profiles/profileeditor.h>
#include <ui/profiles/rowseditor.h>
#include <ui/widgets/inlinenote.h>

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableWidget>
#include <QTest>
#include <QToolButton>

using namespace gatehouse;
using namespace gatehouse::ui;
using settings::LocalProfile;

namespace {

QList<scm::CertificateType> types()
{
    scm::CertificateType ov;
    ov.id = 63999;
    ov.name = QStringLiteral("Multi-Domain (OV)");
    ov.keyTypes = { { QStringLiteral("EC"), { QStringLiteral("P-256"), QStringLiteral("P-384") } },
        { QStringLiteral("RSA"), { QStringLiteral("2048") } } };
    ov.terms = QList<int> { 47, 200, 365 };
    scm::CertificateType plain;
    plain.id = 60515;
    plain.name = QStringLiteral("profileA");
    return { plain, ov };
}

/// With spellings, an order and a blank that are not ours.
LocalProfile sample()
{
    LocalProfile profile;
    profile.id = QStringLiteral("web");
    profile.name = QStringLiteral("Web servers");
    profile.properties = { { QStringLiteral("note"), QStringLiteral("ask Anna") },
        { QStringLiteral("key_types"),
            QStringLiteral("{\"RSA\": [\"4096\", \"2048\"], \"EC\": [\"P-256\"]}") },
        { QStringLiteral("cert-type"), QStringLiteral("63999") },
        { QStringLiteral("terms"), QStringLiteral("[200,47]") },
        { QStringLiteral("use_secondary_org_name"), QStringLiteral("Yes") } };
    profile.subjectVariables = { { QStringLiteral("CN"), QStringLiteral("Common name"), true } };
    profile.subjectAltNames = { { QStringLiteral("dNSName"), QStringLiteral("kept"), false } };
    return profile;
}

} // namespace

class TestProfileEditor : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void givesBackWhatItTook();
    void changesOnlyWhatWasChanged();
    void makesANewProfile();
    void findsACertificateTypeByItsName();
    void takesANumberThatSectigoDoesNotHave();
    void saysWhichKeyTypeIsUsed();
    void movesKeyTypesAsTheirTextAllows();
    void ordersAndAddsTerms();
    void leavesThingsToSectigo();
    void showsProblemsUnderTheFields_data();
    void showsProblemsUnderTheFields();
    void showsAProblemAfterTheFieldWasLeft();
    void editsRows();

private:
    template <class T> T* find(const char* name) const
    {
        return m_editor->findChild<T*>(QString::fromLatin1(name));
    }
    QString problem(const char* part) const
    {
        return find<InlineNote>((QByteArray(part) + "Problem").constData())->text();
    }
    void save() { find<QPushButton>("profileSave")->click(); }

    std::unique_ptr<ProfileEditor> m_editor;
};

void TestProfileEditor::init()
{
    m_editor = std::make_unique<ProfileEditor>();
}

void TestProfileEditor::cleanup()
{
    m_editor.reset();
}

void TestProfileEditor::givesBackWhatItTook()
{
    m_editor->setProfile(sample(), types(), {});
    QCOMPARE(m_editor->profile(), sample());
    QVERIFY(!m_editor->isChanged());
    m_editor->setProfile(sample(), {}, {});
    QCOMPARE(m_editor->profile(), sample());
    m_editor->setProfile({}, types(), {});
    QVERIFY(!m_editor->isChanged());
}

void TestProfileEditor::changesOnlyWhatWasChanged()
{
    m_editor->setProfile(sample(), types(), {});
    auto* certType = find<QComboBox>("profileCertType");
    certType->setCurrentIndex(certType->findData(60515));
    LocalProfile expected = sample();
    expected.properties[2].second = QStringLiteral("60515");
    QCOMPARE(m_editor->profile(), expected);
}

void TestProfileEditor::makesANewProfile()
{
    m_editor->setProfile({}, types(), {});
    QSignalSpy accepted(m_editor.get(), &ProfileEditor::accepted);
    find<QLineEdit>("profileId")->setText(QStringLiteral(" web "));
    find<QLineEdit>("profileName")->setText(QStringLiteral("Web"));
    find<QComboBox>("profileCertType")->setEditText(QStringLiteral("60515"));
    save();
    QCOMPARE(accepted.size(), 1);
    LocalProfile expected;
    expected.id = QStringLiteral("web");
    expected.name = QStringLiteral("Web");
    expected.properties = { { QStringLiteral("cert_type"), QStringLiteral("60515") } };
    QCOMPARE(m_editor->profile(), expected);
}

void TestProfileEditor::findsACertificateTypeByItsName()
{
    m_editor->setProfile({}, types(), {});
    auto* certType = find<QComboBox>("profileCertType");
    certType->setEditText(QStringLiteral("63999 – Multi-Domain (OV)"));
    QCOMPARE(m_editor->profile().property(u"cert_type"), QStringLiteral("63999"));
    QVERIFY(find<QLabel>("profileKeyTypesRule")->text().contains(QStringLiteral("EC P-256 P-384")));
}

void TestProfileEditor::takesANumberThatSectigoDoesNotHave()
{
    m_editor->setProfile(sample(), types(), {});
    QSignalSpy accepted(m_editor.get(), &ProfileEditor::accepted);
    find<QComboBox>("profileCertType")->setEditText(QStringLiteral("4711"));
    auto* note = find<InlineNote>("profileCertTypeNote");
    QCOMPARE(note->tone(), Tone::Warning);
    QVERIFY(!note->text().isEmpty());
    save();
    QCOMPARE(accepted.size(), 1);
    QCOMPARE(m_editor->profile().property(u"cert_type"), QStringLiteral("4711"));
    // While Sectigo's are not known there is nothing to say.
    m_editor->setProfile(sample(), {}, {});
    QVERIFY(note->text().isEmpty());
}

void TestProfileEditor::saysWhichKeyTypeIsUsed()
{
    m_editor->setProfile(sample(), types(), {});
    const auto* rule = find<QLabel>("profileKeyTypesRule");
    QVERIFY2(rule->text().contains(QStringLiteral("RSA 4096")), qPrintable(rule->text()));
    QVERIFY(rule->text().contains(QStringLiteral("first is used")));
    QVERIFY(find<QLabel>("profileTermsRule")->text().contains(QStringLiteral("200 days")));
    find<QCheckBox>("profileKeyTypesOwn")->setChecked(false);
    QVERIFY(rule->text().contains(QStringLiteral("EC P-256 P-384, RSA 2048")));
    m_editor->setProfile({}, {}, {});
    QVERIFY(rule->text().contains(QStringLiteral("RSA 2048")));
}

void TestProfileEditor::movesKeyTypesAsTheirTextAllows()
{
    m_editor->setProfile(sample(), types(), {});
    auto* choice = find<OrderedChoice>("profileKeyTypes");
    QCOMPARE(choice->chosen(),
        QStringList({ QStringLiteral("RSA 4096"), QStringLiteral("RSA 2048"),
            QStringLiteral("EC P-256") }));
    choice->list()->setCurrentRow(2);
    // One algorithm stands in one place: between the two RSA sizes there is none.
    find<QToolButton>("profileKeyTypesUp")->click();
    QCOMPARE(choice->chosen().first(), QStringLiteral("RSA 4096"));
    choice->list()->setCurrentRow(2);
    QTest::keyClick(choice->list(), Qt::Key_Up, Qt::AltModifier);
    choice->list()->setCurrentRow(1);
    QTest::keyClick(choice->list(), Qt::Key_Up, Qt::AltModifier);
    QCOMPARE(choice->chosen().first(), QStringLiteral("RSA 2048"));
    QCOMPARE(m_editor->profile().property(u"key-types"),
        QStringLiteral("{\"RSA\":[\"2048\",\"4096\"],\"EC\":[\"P-256\"]}"));
    QCOMPARE(m_editor->profile().properties.at(1).first, QStringLiteral("key_types"));
}

void TestProfileEditor::ordersAndAddsTerms()
{
    m_editor->setProfile(sample(), types(), {});
    auto* choice = find<OrderedChoice>("profileTerms");
    QCOMPARE(choice->chosen(), QStringList({ QStringLiteral("200"), QStringLiteral("47") }));
    QCOMPARE(choice->others(), QStringList { QStringLiteral("365") });
    choice->list()->setCurrentRow(1);
    find<QToolButton>("profileTermsUp")->click();
    find<QSpinBox>("profileNewTerm")->setValue(90);
    find<QPushButton>("profileAddTerm")->click();
    QCOMPARE(m_editor->profile().property(u"terms"), QStringLiteral("[47, 200, 90]"));
    QVERIFY(find<QLabel>("profileTermsRule")->text().contains(QStringLiteral("47 days")));
}

void TestProfileEditor::leavesThingsToSectigo()
{
    m_editor->setProfile(sample(), types(), {});
    find<QCheckBox>("profileKeyTypesOwn")->setChecked(false);
    find<QCheckBox>("profileTermsOwn")->setChecked(false);
    find<QComboBox>("profileSecondaryName")->setCurrentIndex(0);
    const LocalProfile profile = m_editor->profile();
    QVERIFY(!profile.property(u"key-types"));
    QVERIFY(!profile.property(u"terms"));
    QVERIFY(!profile.property(u"use-secondary-org-name"));
    QCOMPARE(profile.properties.size(), 2);
}

void TestProfileEditor::showsProblemsUnderTheFields_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QByteArray>("part");
    QTest::newRow("no id") << QStringLiteral("profileId") << QString() << QByteArray("id");
    QTest::newRow("an id that is taken")
        << QStringLiteral("profileId") << QStringLiteral("taken") << QByteArray("id");
    QTest::newRow("no name") << QStringLiteral("profileName") << QStringLiteral("  ")
                             << QByteArray("name");
    QTest::newRow("no certificate type")
        << QStringLiteral("profileCertType") << QStringLiteral("OV") << QByteArray("cert_type");
    QTest::newRow("no key type is ticked")
        << QStringLiteral("profileKeyTypes") << QString() << QByteArray("key-types");
    QTest::newRow("no term is ticked")
        << QStringLiteral("profileTerms") << QString() << QByteArray("terms");
    QTest::newRow("a variable without a name")
        << QStringLiteral("profileVariables") << QString() << QByteArray("subject-variables");
}

void TestProfileEditor::showsProblemsUnderTheFields()
{
    QFETCH(QString, field);
    QFETCH(QString, value);
    QFETCH(QByteArray, part);
    m_editor->setProfile(sample(), types(), { QStringLiteral("taken") });
    QSignalSpy accepted(m_editor.get(), &ProfileEditor::accepted);
    if (auto* line = m_editor->findChild<QLineEdit*>(field)) {
        line->setText(value);
    } else if (auto* box = m_editor->findChild<QComboBox*>(field)) {
        box->setEditText(value);
    } else if (auto* choice = m_editor->findChild<OrderedChoice*>(field)) {
        choice->setItems({}, choice->chosen());
    } else {
        m_editor->findChild<RowsEditor*>(field)->table()->item(0, 0)->setText(value);
    }
    QVERIFY(problem(part.constData()).isEmpty());
    save();
    QVERIFY(accepted.isEmpty());
    QVERIFY(!problem(part.constData()).isEmpty());
    int shown = 0;
    const auto notes = m_editor->findChildren<InlineNote*>();
    for (const InlineNote* note : notes)
        shown += note->objectName().endsWith(QStringLiteral("Problem")) && !note->text().isEmpty();
    QCOMPARE(shown, 1);
    // Mended, it goes at once.
    m_editor->setProfile(sample(), types(), {});
    QVERIFY(problem(part.constData()).isEmpty());
    save();
    QCOMPARE(accepted.size(), 1);
}

void TestProfileEditor::showsAProblemAfterTheFieldWasLeft()
{
    m_editor->setProfile(sample(), types(), {});
    auto* name = find<QLineEdit>("profileName");
    name->clear();
    QVERIFY(problem("name").isEmpty());
    QFocusEvent leaving(QEvent::FocusOut);
    QApplication::sendEvent(name, &leaving);
    QVERIFY(!problem("name").isEmpty());
    name->setText(QStringLiteral("Web"));
    QVERIFY(problem("name").isEmpty());
}

void TestProfileEditor::editsRows()
{
    m_editor->setProfile(sample(), types(), {});
    auto* names = find<RowsEditor>("profileAltNames");
    names->addRow({ { QStringLiteral("rfc822Name") }, true });
    auto* properties = find<RowsEditor>("profileProperties");
    properties->table()->setCurrentCell(0, 0);
    find<QToolButton>("profilePropertiesRemove")->click();
    const LocalProfile profile = m_editor->profile();
    QCOMPARE(profile.subjectAltNames,
        QList<settings::ProfileRequirement>(
            { { QStringLiteral("dNSName"), QStringLiteral("kept"), false },
                { QStringLiteral("rfc822Name"), QString(), true } }));
    QCOMPARE(profile.properties.size(), 4);
    QCOMPARE(profile.properties.first().first, QStringLiteral("key_types"));
    // A row that was begun and left blank is no row.
    properties->addRow({ { QString(), QString() }, false });
    QCOMPARE(m_editor->profile(), profile);
}

QTEST_MAIN(TestProfileEditor)
#include "tst_profileeditor.moc"
