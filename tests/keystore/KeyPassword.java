// SPDX-License-Identifier: Apache-2.0
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;

/**
 * Writes a PKCS #12 again with a key password of its own, which keytool refuses to do but Java's
 * interface does.
 */
class KeyPassword {
    public static void main(String[] arguments) throws Exception
    {
        Path path = Path.of(arguments[0]);
        String alias = arguments[1];
        char[] storePassword = arguments[2].toCharArray();
        char[] keyPassword = arguments[3].toCharArray();
        KeyStore store = KeyStore.getInstance(path.toFile(), storePassword);
        Key key = store.getKey(alias, storePassword);
        store.setKeyEntry(alias, key, keyPassword, store.getCertificateChain(alias));
        try (OutputStream out = Files.newOutputStream(path)) {
            store.store(out, storePassword);
        }
    }
}
