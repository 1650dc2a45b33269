// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.docs;

import static java.util.stream.Collectors.joining;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericDeclaration;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What callers of a type see, a line each: all whose change could break them. The same on every Java. */
final class ApiListing {

    private static final int VISIBLE = Modifier.PUBLIC | Modifier.PROTECTED;
    private static final int LISTED = VISIBLE | Modifier.ABSTRACT | Modifier.STATIC | Modifier.FINAL;
    private static final Set<String> OF_EVERY_OBJECT = Set.of("equals", "hashCode", "toString");

    private ApiListing() {}

    static List<String> of(Stream<Class<?>> types) {
        return types.filter(ApiListing::isVisible)
                .sorted(Comparator.comparing(Class::getName))
                .flatMap(ApiListing::lines)
                .map(line -> line.replace("@org.jspecify.annotations.Nullable()", "@Nullable")
                        .replaceAll("\\b(java\\.lang\\.(?=[A-Z])|io\\.github\\.asyncfiles\\.)", ""))
                .toList();
    }

    private static boolean isVisible(Class<?> type) {
        return (type.getModifiers() & VISIBLE) != 0
                && (type.getDeclaringClass() == null || isVisible(type.getDeclaringClass()));
    }

    private static Stream<String> lines(Class<?> type) {
        Stream<Member> members = Stream.of(
                        type.getDeclaredFields(), type.getDeclaredConstructors(), type.getDeclaredMethods())
                .flatMap(Stream::of);
        return Stream.concat(
                Stream.of(type(type)),
                members.filter(member -> (member.getModifiers() & VISIBLE) != 0 && !isImplied(member))
                        .sorted(Comparator.comparing(Member::getName).thenComparing(ApiListing::member))
                        .map(member -> "    " + member(member)));
    }

    private static boolean isImplied(Member member) {
        Class<?> type = member.getDeclaringClass();
        return member.isSynthetic()
                || OF_EVERY_OBJECT.contains(member.getName())
                || (type.isRecord()
                        && member instanceof Constructor<?> constructor
                        && Stream.of(type.getRecordComponents())
                                .map(RecordComponent::getType)
                                .toList()
                                .equals(List.of(constructor.getParameterTypes())));
    }

    private static String type(Class<?> type) {
        String name = type.getName() + typeParameters(type);
        String interfaces = list(" implements ", type.getAnnotatedInterfaces(), "");
        if (type.isEnum()) {
            return modifiers(type.getModifiers() & VISIBLE) + "enum " + name + interfaces;
        }
        String kind = "class ";
        String detail = " extends " + type.getAnnotatedSuperclass();
        if (type.isInterface()) {
            kind = "interface ";
            detail = "";
        } else if (type.isRecord()) {
            kind = "record ";
            detail = Stream.of(type.getRecordComponents())
                    .map(component -> component.getAnnotatedType() + " " + component.getName())
                    .collect(joining(", ", "(", ")"));
        }
        String permitted = type.isSealed() ? list(" permits ", type.getPermittedSubclasses(), "") : "";
        return modifiers(type.getModifiers()) + kind + name + detail + interfaces + permitted;
    }

    private static String member(Member member) {
        String name = member.getDeclaringClass().getName() + "." + member.getName();
        if (member instanceof Field field) {
            return modifiers(field.getModifiers()) + field.getAnnotatedType() + " " + name + constant(field);
        }
        if (member instanceof Method method) {
            String result = (method.isDefault() ? "default " : "") + method.getAnnotatedReturnType();
            return executable(method, result + " " + name);
        }
        return executable((Constructor<?>) member, member.getName());
    }

    private static String executable(Executable executable, String name) {
        String typeParameters = typeParameters(executable);
        String parameters = list("", executable.getAnnotatedParameterTypes(), "");
        return modifiers(executable.getModifiers())
                + (typeParameters.isEmpty() ? "" : typeParameters + " ")
                + name
                + "("
                + (executable.isVarArgs() ? parameters.replaceFirst("\\[]$", "...") : parameters)
                + ")"
                + list(" throws ", executable.getAnnotatedExceptionTypes(), "");
    }

    private static String modifiers(int modifiers) {
        return Modifier.toString(modifiers & LISTED) + " ";
    }

    private static String typeParameters(GenericDeclaration declaration) {
        String[] parameters = Stream.of(declaration.getTypeParameters())
                .map(parameter -> parameter + list(" extends ", parameter.getAnnotatedBounds(), ""))
                .toArray(String[]::new);
        return list("<", parameters, ">");
    }

    /** {@return the value, which is compiled into the classes of callers} */
    private static String constant(Field field) {
        int modifiers = field.getModifiers();
        boolean isConstant = Modifier.isStatic(modifiers)
                && Modifier.isFinal(modifiers)
                && (field.getType().isPrimitive() || field.getType() == String.class);
        try {
            return isConstant ? " = " + field.get(null) : "";
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static String list(String before, Object[] elements, String after) {
        return elements.length == 0
                ? ""
                : Stream.of(elements)
                        .map(element -> element instanceof Class<?> type ? type.getName() : element.toString())
                        .collect(joining(", ", before, after));
    }
}
