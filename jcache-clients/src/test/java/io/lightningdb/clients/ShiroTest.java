package io.lightningdb.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Date;
import javax.cache.CacheManager;
import javax.cache.Caching;
import org.apache.shiro.cache.jcache.JCacheManager;
import org.apache.shiro.session.Session;
import org.apache.shiro.session.UnknownSessionException;
import org.apache.shiro.session.mgt.DefaultSessionContext;
import org.apache.shiro.session.mgt.DefaultSessionKey;
import org.apache.shiro.session.mgt.DefaultSessionManager;
import org.apache.shiro.session.mgt.SimpleSession;
import org.apache.shiro.session.mgt.eis.CachingSessionDAO;
import org.apache.shiro.session.mgt.eis.EnterpriseCacheSessionDAO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shiro's sessions, which are nowhere but in a cache. */
final class ShiroTest {

  @TempDir Path directory;

  @AfterEach
  void closeAll() {
    Caching.getCachingProvider().close();
  }

  @Test
  void aSessionIsFoundAfterARestart() {
    Serializable id;
    Date started;
    try (CacheManager caches = open()) {
      DefaultSessionManager sessions = sessions(caches);
      Session session = sessions.start(new DefaultSessionContext());
      session.setAttribute("user", "alice");
      session.setTimeout(7_200_000);
      id = session.getId();
      started = session.getStartTimestamp();
      sessions.destroy();
    }
    try (CacheManager caches = open()) {
      DefaultSessionManager sessions = sessions(caches);
      Session session = sessions.getSession(new DefaultSessionKey(id));

      assertThat(session.getAttribute("user")).isEqualTo("alice");
      assertThat(session.getTimeout()).isEqualTo(7_200_000);
      assertThat(session.getStartTimestamp()).isEqualTo(started);
      assertThat(caches.getCache(CachingSessionDAO.ACTIVE_SESSION_CACHE_NAME).get(id))
          .isInstanceOf(SimpleSession.class);
      sessions.destroy();
    }
  }

  @Test
  void aSessionThatWasStoppedIsGone() {
    try (CacheManager caches = open()) {
      DefaultSessionManager sessions = sessions(caches);
      Session session = sessions.start(new DefaultSessionContext());
      DefaultSessionKey key = new DefaultSessionKey(session.getId());

      session.stop();

      assertThatThrownBy(() -> sessions.getSession(key))
          .isInstanceOf(UnknownSessionException.class);
      assertThat(caches.getCache(CachingSessionDAO.ACTIVE_SESSION_CACHE_NAME)).isEmpty();
      sessions.destroy();
    }
  }

  private CacheManager open() {
    return Caching.getCachingProvider().getCacheManager(directory.toUri(), null);
  }

  private static DefaultSessionManager sessions(CacheManager caches) {
    JCacheManager cacheManager = new JCacheManager();
    cacheManager.setCacheManager(caches);
    DefaultSessionManager sessions = new DefaultSessionManager();
    sessions.setSessionDAO(new EnterpriseCacheSessionDAO());
    sessions.setCacheManager(cacheManager);
    return sessions;
  }
}
