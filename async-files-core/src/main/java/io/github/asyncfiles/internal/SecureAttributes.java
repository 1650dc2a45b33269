// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.internal;

import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Attributes of names in a {@link SecureDirectoryStream}, which has views but does not know them by their names: {@code
 * basic}, {@code posix} and {@code owner} are spelled out here.
 */
final class SecureAttributes {

    private SecureAttributes() {}

    static BasicFileAttributes of(SecureDirectoryStream<Path> in, Path name) throws IOException {
        return view(in, name, BasicFileAttributeView.class).readAttributes();
    }

    static <A extends BasicFileAttributes> A of(SecureDirectoryStream<Path> in, Path name, Class<A> type)
            throws IOException {
        if (type == BasicFileAttributes.class) {
            return type.cast(of(in, name));
        }
        if (type == PosixFileAttributes.class) {
            return type.cast(view(in, name, PosixFileAttributeView.class).readAttributes());
        }
        throw new UnsupportedOperationException("No attributes of type " + type.getName() + " beneath a root");
    }

    private static <V extends FileAttributeView> V view(SecureDirectoryStream<Path> in, Path name, Class<V> type) {
        V view = in.getFileAttributeView(name, type, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            throw new UnsupportedOperationException("No " + type.getSimpleName() + " beneath a root");
        }
        return view;
    }

    static Map<String, Object> read(SecureDirectoryStream<Path> in, Path name, String attributes) throws IOException {
        String view = viewOf(attributes);
        List<String> wanted =
                List.of(attributes.substring(attributes.indexOf(':') + 1).split(","));
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        switch (view) {
            case "basic" -> addBasic(all, of(in, name));
            case "posix" -> {
                PosixFileAttributes found = of(in, name, PosixFileAttributes.class);
                addBasic(all, found);
                all.put("permissions", found.permissions());
                all.put("owner", found.owner());
                all.put("group", found.group());
            }
            case "owner" ->
                all.put("owner", view(in, name, FileOwnerAttributeView.class).getOwner());
            default -> throw unknownView(view);
        }
        if (!wanted.contains("*")) {
            for (String attribute : wanted) {
                if (!all.containsKey(attribute)) {
                    throw new IllegalArgumentException("'" + attribute + "' not recognized");
                }
            }
            all.keySet().retainAll(wanted);
        }
        return all;
    }

    private static void addBasic(Map<String, @Nullable Object> all, BasicFileAttributes found) {
        all.put("size", found.size());
        all.put("creationTime", found.creationTime());
        all.put("lastAccessTime", found.lastAccessTime());
        all.put("lastModifiedTime", found.lastModifiedTime());
        all.put("isDirectory", found.isDirectory());
        all.put("isRegularFile", found.isRegularFile());
        all.put("isSymbolicLink", found.isSymbolicLink());
        all.put("isOther", found.isOther());
        all.put("fileKey", found.fileKey());
    }

    static void set(SecureDirectoryStream<Path> in, Path name, String attribute, @Nullable Object value)
            throws IOException {
        String view = viewOf(attribute);
        switch (view + ":" + attribute.substring(attribute.indexOf(':') + 1)) {
            case "basic:lastModifiedTime", "posix:lastModifiedTime" ->
                view(in, name, BasicFileAttributeView.class).setTimes((FileTime) value, null, null);
            case "basic:lastAccessTime", "posix:lastAccessTime" ->
                view(in, name, BasicFileAttributeView.class).setTimes(null, (FileTime) value, null);
            case "basic:creationTime", "posix:creationTime" ->
                view(in, name, BasicFileAttributeView.class).setTimes(null, null, (FileTime) value);
            case "posix:permissions" ->
                view(in, name, PosixFileAttributeView.class).setPermissions(permissions(value));
            case "posix:group" -> view(in, name, PosixFileAttributeView.class).setGroup((GroupPrincipal) value);
            case "posix:owner", "owner:owner" ->
                view(in, name, FileOwnerAttributeView.class).setOwner((UserPrincipal) value);
            default -> {
                if (!Set.of("basic", "posix", "owner").contains(view)) {
                    throw unknownView(view);
                }
                throw new IllegalArgumentException("'" + attribute + "' not recognized");
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static Set<PosixFilePermission> permissions(@Nullable Object value) {
        return (Set<PosixFilePermission>) value;
    }

    private static String viewOf(String attributes) {
        int colon = attributes.indexOf(':');
        return colon < 0 ? "basic" : attributes.substring(0, colon);
    }

    private static UnsupportedOperationException unknownView(String view) {
        return new UnsupportedOperationException("View '" + view + "' not available beneath a root");
    }
}
