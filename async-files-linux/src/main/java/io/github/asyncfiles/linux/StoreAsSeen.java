// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.linux;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.DosFileAttributeView;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A store as it was when it was asked for. That of the JDK goes by a path, which may lead elsewhere later, and finds its
 * mount by the path that a descriptor seems to have.
 */
final class StoreAsSeen extends FileStore {

    private static final Set<String> VIEWS = Set.of("basic", "posix", "unix", "owner", "dos", "user");

    private static final Map<Class<? extends FileAttributeView>, String> NAMES = Map.of(
            BasicFileAttributeView.class, "basic",
            PosixFileAttributeView.class, "posix",
            FileOwnerAttributeView.class, "owner",
            DosFileAttributeView.class, "dos",
            UserDefinedFileAttributeView.class, "user");

    private final Mounts.Entry mount;
    private final Set<String> views = new TreeSet<>();
    private final long totalSpace;
    private final long usableSpace;
    private final long unallocatedSpace;
    private final long blockSize;

    /**
     * @param store by the path of a descriptor, for the figures
     * @param mount of that descriptor
     */
    StoreAsSeen(FileStore store, Mounts.Entry mount) throws IOException {
        this.mount = mount;
        this.totalSpace = store.getTotalSpace();
        this.usableSpace = store.getUsableSpace();
        this.unallocatedSpace = store.getUnallocatedSpace();
        this.blockSize = store.getBlockSize();
        for (String view : VIEWS) {
            if (store.supportsFileAttributeView(view)) {
                views.add(view);
            }
        }
    }

    @Override
    public String name() {
        return mount.source();
    }

    @Override
    public String type() {
        return mount.type();
    }

    @Override
    public boolean isReadOnly() {
        return mount.readOnly();
    }

    @Override
    public long getTotalSpace() {
        return totalSpace;
    }

    @Override
    public long getUsableSpace() {
        return usableSpace;
    }

    @Override
    public long getUnallocatedSpace() {
        return unallocatedSpace;
    }

    @Override
    public long getBlockSize() {
        return blockSize;
    }

    @Override
    public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
        String name = NAMES.get(type);
        return name != null && views.contains(name);
    }

    @Override
    public boolean supportsFileAttributeView(String name) {
        return views.contains(name);
    }

    @Override
    public <V extends FileStoreAttributeView> @Nullable V getFileStoreAttributeView(Class<V> type) {
        return null;
    }

    @Override
    public Object getAttribute(String attribute) {
        return switch (attribute) {
            case "totalSpace" -> totalSpace;
            case "usableSpace" -> usableSpace;
            case "unallocatedSpace" -> unallocatedSpace;
            default -> throw new UnsupportedOperationException("'" + attribute + "' not recognized");
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StoreAsSeen seen && mount.equals(seen.mount);
    }

    @Override
    public int hashCode() {
        return mount.hashCode();
    }

    @Override
    public String toString() {
        return mount.source() + " (" + mount.type() + ")";
    }
}
