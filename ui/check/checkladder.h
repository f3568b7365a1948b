// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <core/workspace/checkhistory.h>
#include <ui/theme.h>

#include <QWidget>

class QFrame;
class QLabel;

namespace gatehouse::ui {

class IconLabel;
class ChainView;
class Rung;

/// The connection check as it happens: one rung a step, then the sentence in which it ends and the
/// certificates that were seen. Shows what it is given; runs nothing.
class CheckLadder final : public QWidget {
    Q_OBJECT

public:
    explicit CheckLadder(QWidget* parent = nullptr);

    /// Empty rungs and `text` in place of the conclusion.
    void clear(const QString& text);
    /// A check begins.
    void begin();
    /// From the check's StepSink.
    void showStep(const connector::StepResult& result);
    void finish(const connector::CheckReport& report, const QDateTime& now);
    /// The same without announcing it: a check that was seen before.
    void showReport(const connector::CheckReport& report, const QDateTime& now);
    /// A check of the past; `text` introduces its conclusion.
    void showRecord(const workspace::CheckRecord& record, const QString& text);

    /// What is shown was found with settings that are others now.
    void markOutdated();

    /// Something about the conclusion, such as what can be done.
    void insertBelowConclusion(QWidget* widget);
    QString conclusion() const;
    /// Everything that is shown, for a mail to whoever runs the network.
    QString toText() const;

Q_SIGNALS:
    /// A failed step names this setting.
    void settingWanted(const QString& key);

protected:
    void changeEvent(QEvent* event) override;

private:
    void conclude(Tone tone, const QString& text);
    void restyle();
    Rung* rung(connector::CheckStep step) const;

    Tone m_tone = Tone::Neutral;
    QFrame* m_banner;
    IconLabel* m_icon;
    QLabel* m_conclusion;
    QList<Rung*> m_rungs; ///< in the order of CheckStep
    ChainView* m_chain;
};

} // namespace gatehouse::ui
