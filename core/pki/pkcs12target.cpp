// SPDX-License-Identifier: Apache-2.0
#include <core/pki/pkcs12target.h>

namespace gatehouse::pki {

QList<Pkcs12Target> pkcs12Targets()
{
    return { Pkcs12Target::Modern, Pkcs12Target::WindowsServer2016, Pkcs12Target::MacOs,
        Pkcs12Target::Java8 };
}

Pkcs12Form formFor(Pkcs12Target target)
{
    switch (target) {
    case Pkcs12Target::WindowsServer2016:
    case Pkcs12Target::MacOs:
    case Pkcs12Target::Java8:
        return Pkcs12Form::Legacy;
    case Pkcs12Target::Modern:
        break;
    }
    return Pkcs12Form::Modern;
}

} // namespace gatehouse::pki
