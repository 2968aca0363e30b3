//! The chat widget's page: only the websites that its settings name may show it in a frame.
use std::{sync::Arc, time::Duration};

use axum::body::Body;
use http::{HeaderValue, Response, header};
use moka::future::Cache;
use tandem_kit::{Caller, Cause, auth};
use tandem_proto::conversations::{GetPublicWidgetRequest, widgets_service_client::WidgetsServiceClient};
use tonic::{Code, Status};

use super::{Door, headers};
use crate::problem::Problem;

/// How long the sites of a widget stand: a change of its settings shows within that time.
const STANDS: Duration = Duration::from_secs(10);
const MOST: u64 = 10_000;
const LONGEST_KEY: usize = 64;
const PEER: &str = "conversations-chat";

/// The `frame-ancestors` of widgets, by key; nothing where there is no such widget.
pub struct Sites(Cache<String, Option<Arc<str>>>);

impl Default for Sites {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(MOST).time_to_live(STANDS).build())
    }
}

impl Door {
    /// Says in the page which sites may frame it.
    ///
    /// # Errors
    /// Where there is no widget with that key, or nobody can say.
    pub(super) async fn frame_widget(&self, key: &str, page: &mut Response<Body>) -> Result<(), Problem> {
        let none = || {
            Problem::no_such_path(&format!("/widget/{}", key.chars().take(LONGEST_KEY).collect::<String>()))
        };
        if key.len() > LONGEST_KEY {
            return Err(none());
        }
        let sites = self.sites.0.try_get_with(key.to_owned(), self.ask_sites(key)).await;
        let sites = sites.map_err(|status| Problem::from((*status).clone()))?.ok_or_else(none)?;
        let policy = HeaderValue::try_from(format!("{}{sites}", headers::PAGES))
            .map_err(|_| Problem::new(Code::Internal, "internal error"))?;
        page.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        Ok(())
    }

    async fn ask_sites(&self, key: &str) -> Result<Option<Arc<str>>, Status> {
        let mut widgets = WidgetsServiceClient::new(self.peer(PEER).map_err(Status::from)?);
        let nobody = Cause::by(Caller::anonymous());
        let request = GetPublicWidgetRequest { key: key.to_owned() };
        match auth::acting(&nobody, widgets.get_public_widget(request)).await {
            Ok(widget) => Ok(Some(ancestors(&widget.into_inner().allowed_sites).into())),
            Err(status) if status.code() == Code::NotFound => Ok(None),
            Err(status) => Err(status),
        }
    }
}

/// Sites as a policy names them. What could end the policy's line or begin another directive is no site.
fn ancestors(sites: &[String]) -> String {
    if sites.is_empty() {
        return "*".to_owned();
    }
    let sane = |site: &&String| site.bytes().all(|b| b.is_ascii_graphic() && !b";,'".contains(&b));
    let sites: Vec<&str> = sites.iter().filter(sane).map(String::as_str).collect();
    format!("'self' {}", sites.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_cannot_say_more_than_that_it_is_one() {
        assert_eq!(ancestors(&[]), "*");
        let sites = ["https://a.test", "x; script-src *", "https://*.b.test:8443"].map(String::from);
        assert_eq!(ancestors(&sites), "'self' https://a.test https://*.b.test:8443");
    }
}
