package io.lightningdb.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import javax.cache.CacheManager;
import javax.cache.Caching;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.jcache.JCacheConfiguration;
import org.apache.camel.component.jcache.JCacheConstants;
import org.apache.camel.component.jcache.processor.aggregate.JCacheAggregationRepository;
import org.apache.camel.component.jcache.processor.idempotent.JCacheIdempotentRepository;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Camel's routes with caches in them. */
final class CamelTest {

  @TempDir Path directory;
  private final Queue<Object> arrived = new ConcurrentLinkedQueue<>();

  @AfterEach
  void closeAll() {
    Caching.getCachingProvider().close();
  }

  @Test
  void aMessageThatComesAgainIsLeftOutEvenAfterARestart() throws Exception {
    for (List<String> ids : List.of(List.of("1", "2", "1"), List.of("2", "3"))) {
      try (CamelContext camel = start(deliveringEachOnce())) {
        for (String id : ids) {
          send(camel, "direct:orders", "order " + id, Map.of("id", id));
        }
      }
    }

    assertThat(arrived).containsExactly("order 1", "order 2", "order 3");
  }

  @Test
  void aMessageThatFailedMayComeAgain() throws Exception {
    try (CamelContext camel = start(deliveringEachOnce())) {
      Exchange failed =
          camel
              .createFluentProducerTemplate()
              .to("direct:orders")
              .withBody("bad")
              .withHeader("id", "1")
              .send();
      assertThat(failed.isFailed()).isTrue();

      send(camel, "direct:orders", "order 1", Map.of("id", "1"));
    }

    assertThat(arrived).containsExactly("order 1");
  }

  @Test
  void routesPutAndGet() throws Exception {
    try (CamelContext camel = start(prices())) {
      send(
          camel,
          "direct:prices",
          7,
          Map.of(JCacheConstants.KEY, "apple", JCacheConstants.ACTION, "PUT"));
      send(
          camel,
          "direct:prices",
          8,
          Map.of(JCacheConstants.KEY, "pear", JCacheConstants.ACTION, "PUT"));
      send(
          camel,
          "direct:prices",
          9,
          Map.of(JCacheConstants.KEY, "pear", JCacheConstants.ACTION, "PUT"));
    }
    try (CamelContext camel = start(prices())) {
      assertThat(
              send(
                  camel,
                  "direct:prices",
                  "",
                  Map.of(JCacheConstants.KEY, "pear", JCacheConstants.ACTION, "GET")))
          .isEqualTo(9);
    }

    // A route that begins with a cache has heard of the changes.
    assertThat(arrived).containsExactly("CREATED apple 7", "CREATED pear 8", "UPDATED pear 9");
  }

  @Test
  void messagesThatWereAggregatedBeforeARestartAreNotLost() throws Exception {
    for (List<String> lines : List.of(List.of("a", "b"), List.of("c", "d"), List.of("e"))) {
      try (CamelContext camel = start(aggregating(5))) {
        for (String line : lines) {
          send(camel, "direct:lines", line, Map.of("order", "1"));
        }
        if (lines.contains("e")) {
          // Camel hands over what is complete on a thread of its own, and drops it when it is
          // stopped.
          awaitArrival();
        }
      }
    }

    assertThat(arrived).containsExactly("a,b,c,d,e");
  }

  @Test
  void aContextThatStopsClosesTheManagersOfOthersToo() throws Exception {
    CacheManager others =
        Caching.getCachingProvider().getCacheManager(URI.create("lightning:mem:others"), null);

    start(deliveringEachOnce()).close();

    assertThat(others.isClosed()).isTrue();
  }

  private RouteBuilder deliveringEachOnce() {
    JCacheIdempotentRepository seen = new JCacheIdempotentRepository();
    seen.setConfiguration(configuration());
    seen.setCacheName("seen");
    return new RouteBuilder() {
      @Override
      public void configure() {
        from("direct:orders")
            .idempotentConsumer(header("id"), seen)
            .process(CamelTest.this::receive);
      }
    };
  }

  private RouteBuilder prices() {
    String endpoint = "jcache:prices?configurationUri=" + directory.toUri();
    return new RouteBuilder() {
      @Override
      public void configure() {
        from("direct:prices").to(endpoint);
        from(endpoint + "&synchronous=true")
            .process(
                exchange ->
                    arrived.add(
                        exchange.getMessage().getHeader(JCacheConstants.EVENT_TYPE)
                            + " "
                            + exchange.getMessage().getHeader(JCacheConstants.KEY)
                            + " "
                            + exchange.getMessage().getBody()));
      }
    };
  }

  private RouteBuilder aggregating(int size) {
    JCacheAggregationRepository lines = new JCacheAggregationRepository();
    lines.setConfiguration(configuration());
    lines.setCacheName("lines");
    return new RouteBuilder() {
      @Override
      public void configure() {
        from("direct:lines")
            .aggregate(header("order"), CamelTest::append)
            .aggregationRepository(lines)
            .completionSize(size)
            .process(CamelTest.this::receive);
      }
    };
  }

  private JCacheConfiguration configuration() {
    JCacheConfiguration configuration = new JCacheConfiguration();
    configuration.setConfigurationUri(directory.toUri().toString());
    return configuration;
  }

  private static Exchange append(Exchange before, Exchange next) {
    if (before == null) {
      return next;
    }
    before.getMessage().setBody(before.getMessage().getBody() + "," + next.getMessage().getBody());
    return before;
  }

  private void awaitArrival() {
    long end = System.nanoTime() + 20_000_000_000L;
    while (arrived.isEmpty() && System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void receive(Exchange exchange) {
    Object body = exchange.getMessage().getBody();
    if (body.equals("bad")) {
      throw new IllegalArgumentException("bad");
    }
    arrived.add(body);
  }

  private static CamelContext start(RouteBuilder routes) throws Exception {
    CamelContext camel = new DefaultCamelContext();
    camel.addRoutes(routes);
    camel.start();
    return camel;
  }

  private static Object send(
      CamelContext camel, String to, Object body, Map<String, Object> headers) throws Exception {
    try (ProducerTemplate template = camel.createProducerTemplate()) {
      return template.requestBodyAndHeaders(to, body, headers);
    }
  }
}
