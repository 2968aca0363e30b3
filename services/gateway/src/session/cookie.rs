//! The session's cookie: readable by no script, sent to no other site.
use http::{HeaderMap, header};

/// How the cookie is called and set: with the `__Host-` prefix wherever the public address is https.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cookie {
    secure: bool,
}

impl Cookie {
    pub fn new(secure: bool) -> Self {
        Self { secure }
    }
    pub fn name(self) -> &'static str {
        if self.secure { "__Host-tandem_session" } else { "tandem_session" }
    }
    /// The token in a request's cookies.
    pub fn read(self, headers: &HeaderMap) -> Option<&str> {
        let lines = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
        let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(name, _)| *name == self.name()).map(|(_, token)| token).filter(|token| !token.is_empty())
    }
    /// The `Set-Cookie` of a session that lasts `seconds` more.
    pub fn set(self, token: &str, seconds: i64) -> String {
        format!("{}={token}; Max-Age={}; {}", self.name(), seconds.max(0), self.attributes())
    }
    /// The `Set-Cookie` that takes it away.
    pub fn clear(self) -> String {
        format!("{}=; Max-Age=0; {}", self.name(), self.attributes())
    }
    fn attributes(self) -> &'static str {
        if self.secure { "Path=/; HttpOnly; SameSite=Lax; Secure" } else { "Path=/; HttpOnly; SameSite=Lax" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_found_among_other_cookies() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, "a=1; tandem_session=t0; __Host-tandem_session=t1".parse().unwrap());
        headers.append(header::COOKIE, "b=2".parse().unwrap());
        assert_eq!(Cookie::new(true).read(&headers), Some("t1"));
        assert_eq!(Cookie::new(false).read(&headers), Some("t0"));
        assert_eq!(Cookie::new(false).read(&HeaderMap::new()), None);
    }

    #[test]
    fn no_script_and_no_other_site_gets_it() {
        let secure = "__Host-tandem_session=t; Max-Age=60; Path=/; HttpOnly; SameSite=Lax; Secure";
        assert_eq!(Cookie::new(true).set("t", 60), secure);
        assert_eq!(Cookie::new(false).clear(), "tandem_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax");
    }
}
