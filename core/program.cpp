// SPDX-License-Identifier: Apache-2.0
#include <core/program.h>

#include <QCoreApplication>
#include <QLocale>
#include <QTranslator>

#include <sys/resource.h>

namespace gatehouse {

void forbidCoreFiles()
{
    const rlimit none { 0, 0 };
    setrlimit(RLIMIT_CORE, &none);
}

void installTranslation(QCoreApplication& application)
{
    auto* translator = new QTranslator(&application);
    const QString folder = QStringLiteral(":/i18n");
    if (translator->load(QLocale(), QStringLiteral("gatehouse"), QStringLiteral("_"), folder)
        || translator->load(QStringLiteral("gatehouse_en"), folder))
        QCoreApplication::installTranslator(translator);
}

} // namespace gatehouse
