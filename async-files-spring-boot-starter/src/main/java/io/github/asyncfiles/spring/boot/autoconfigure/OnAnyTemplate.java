// SPDX-License-Identifier: Apache-2.0
package io.github.asyncfiles.spring.boot.autoconfigure;

import io.github.asyncfiles.AsyncFileTemplate;
import java.util.Objects;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches when there is a template: the main one, one of the application's, or one that has a name, which is no default candidate. */
public final class OnAnyTemplate extends SpringBootCondition implements ConfigurationCondition {

    /** Called by Spring. */
    public OnAnyTemplate() {}

    @Override
    public ConfigurationPhase getConfigurationPhase() {
        return ConfigurationPhase.REGISTER_BEAN;
    }

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        String[] found = Objects.requireNonNull(context.getBeanFactory())
                .getBeanNamesForType(AsyncFileTemplate.class, true, false);
        ConditionMessage.Builder message = ConditionMessage.forCondition("Any AsyncFileTemplate");
        return found.length > 0
                ? ConditionOutcome.match(message.found("bean", "beans").items((Object[]) found))
                : ConditionOutcome.noMatch(message.didNotFind("any beans").atAll());
    }
}
