<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>gatehouse::CommandLine</name>
    <message numerus="yes">
        <source>%1, %n entries</source>
        <translation>
            <numerusform>%1, one entry</numerusform>
            <numerusform>%1, %n entries</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n certificates fit; --out writes one. Look up the serial number of the one you want.</source>
        <translation>
            <numerusform>One certificate fits.</numerusform>
            <numerusform>%n certificates fit; --out writes one. Look up the serial number of the one you want.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::Connector</name>
    <message numerus="yes">
        <source>The trust store holds %n certificate(s).</source>
        <translation>
            <numerusform>The trust store holds one certificate.</numerusform>
            <numerusform>The trust store holds %n certificates.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n certificate profile(s) may be used.</source>
        <translation>
            <numerusform>One certificate profile may be used.</numerusform>
            <numerusform>%n certificate profiles may be used.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gatehouse::Console</name>
    <message numerus="yes">
        <source>%n line(s) were written to %1.</source>
        <translation>
            <numerusform>One line was written to %1.</numerusform>
            <numerusform>%n lines were written to %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n result(s).</source>
        <translation>
            <numerusform>One result.</numerusform>
            <numerusform>%n results.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>expired more than %n year(s) ago</source>
        <translation>
            <numerusform>expired more than one year ago</numerusform>
            <numerusform>expired more than %n years ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>expired %n year(s) ago</source>
        <translation>
            <numerusform>expired one year ago</numerusform>
            <numerusform>expired %n years ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>expires in more than %n year(s)</source>
        <translation>
            <numerusform>expires in more than one year</numerusform>
            <numerusform>expires in more than %n years</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>expires in %n year(s)</source>
        <translation>
            <numerusform>expires in one year</numerusform>
            <numerusform>expires in %n years</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>expired %n day(s) ago</source>
        <translation>
            <numerusform>expired one day ago</numerusform>
            <numerusform>expired %n days ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>expires in %n day(s)</source>
        <translation>
            <numerusform>expires in one day</numerusform>
            <numerusform>expires in %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>not valid for another %n day(s)</source>
        <translation>
            <numerusform>not valid for another day</numerusform>
            <numerusform>not valid for another %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>One day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>one minute ago</numerusform>
            <numerusform>%n minutes ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) are being written to %1. Esc stops it.</source>
        <translation>
            <numerusform>One line is being written to %1. Esc stops it.</numerusform>
            <numerusform>%n lines are being written to %1. Esc stops it.</numerusform>
        </translation>
    </message>
</context>
</TS>
