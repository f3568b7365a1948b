// SPDX-License-Identifier: Apache-2.0
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;

/** Opens the store and reads every entry, warm: prints the median in microseconds. */
class Bench {
    static int readEverything(Path path, char[] password) throws Exception {
        KeyStore store = KeyStore.getInstance("JKS");
        // From memory: the JDK would read a file in steps of four bytes.
        store.load(new ByteArrayInputStream(Files.readAllBytes(path)), password);
        int read = 0;
        for (String alias : Collections.list(store.aliases())) {
            boolean isKey = store.isKeyEntry(alias);
            Certificate[] chain = isKey
                ? store.getCertificateChain(alias) : new Certificate[] { store.getCertificate(alias) };
            for (Certificate certificate : chain)
                if (((X509Certificate) certificate).getSubjectX500Principal() == null)
                    throw new IllegalStateException(alias);
            Key key = isKey ? store.getKey(alias, password) : null;
            if (isKey && key == null)
                throw new IllegalStateException(alias);
            read++;
        }
        return read;
    }

    public static void main(String[] arguments) throws Exception {
        Path path = Path.of(arguments[0]);
        char[] password = arguments[1].toCharArray();
        int warmUps = Integer.parseInt(arguments[2]);
        int rounds = Integer.parseInt(arguments[3]);
        long[] times = new long[rounds];
        for (int i = 0; i < warmUps + rounds; i++) {
            long start = System.nanoTime();
            if (readEverything(path, password) != 1020)
                throw new IllegalStateException("entries are missing");
            if (i >= warmUps)
                times[i - warmUps] = (System.nanoTime() - start) / 1000;
        }
        Arrays.sort(times);
        System.out.println(times[rounds / 2]);
    }
}
