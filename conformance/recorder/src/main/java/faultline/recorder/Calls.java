package faultline.recorder;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;

/** How the recorder waits for answers and names refusals. */
final class Calls {
    /** Above the admin client's own limit of 20 s, which ends a call with TimeoutException. */
    private static final int ANSWER_SECONDS = 40;

    private Calls() {}

    /** The answer of a call; throws what Kafka refused it with. */
    static <T> T answer(Future<T> call) throws Exception {
        try {
            return call.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** The name under which a refusal is recorded: that of the error, not of what it is wrapped in. */
    static String nameOf(Throwable error) {
        Throwable it = error;
        while ((it instanceof ExecutionException || it.getClass() == KafkaException.class) && it.getCause() != null) {
            it = it.getCause();
        }
        return it.getClass().getSimpleName();
    }

    /** True of what Kafka answers, false of mistakes of the story or of this program, which end the recording. */
    static boolean isRefusal(Throwable error) {
        Throwable it = error instanceof ExecutionException && error.getCause() != null ? error.getCause() : error;
        return it instanceof KafkaException || it instanceof java.util.concurrent.TimeoutException;
    }
}
