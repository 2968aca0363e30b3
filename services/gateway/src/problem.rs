//! What a caller is told when something was not done: one shape, whatever refused.
use std::collections::HashMap;

use axum::body::Body;
use http::{HeaderValue, Response, StatusCode, header};
use serde_json::{Map, Value, json};
use tonic::{Code, Status};
use tonic_types::StatusExt;

use crate::transcode::Violation;

/// A refusal on its way to an HTTP caller.
#[derive(Debug)]
pub struct Problem {
    pub http: StatusCode,
    pub code: Code,
    /// For programs: `STALE`, `INVALID`, …
    pub reason: Box<str>,
    pub message: String,
    pub fields: Vec<Violation>,
    /// What programs may want to know of the reason, such as the current `revision`.
    pub facts: Vec<(String, String)>,
    /// Seconds after which trying again may help.
    pub retry_after: Option<u32>,
    /// The methods that the path has.
    pub allow: Option<Box<str>>,
}

impl Problem {
    /// A refusal by a gRPC code, with the reason of that code.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        let (http, _, reason) = names(code);
        Self {
            http,
            code,
            reason: reason.into(),
            message: message.into(),
            fields: Vec::new(),
            facts: Vec::new(),
            retry_after: None,
            allow: None,
        }
    }
    /// Fields of the request that cannot be what they are.
    pub fn invalid(fields: Vec<Violation>) -> Self {
        let message = match fields.as_slice() {
            [] => "the request cannot be read".to_owned(),
            [one] => format!("{}: {}", one.field, one.problem),
            [one, rest @ ..] => format!("{}: {} (and {} more)", one.field, one.problem, rest.len()),
        };
        Self { fields, ..Self::new(Code::InvalidArgument, message) }
    }
    /// A path that is nobody's.
    pub fn no_such_path(path: &str) -> Self {
        let shown: String = path.chars().take(200).collect();
        Self::new(Code::NotFound, format!("no such path {shown:?}"))
    }
    /// A path that has other methods.
    pub fn wrong_method(method: &http::Method, allow: String) -> Self {
        Self {
            http: StatusCode::METHOD_NOT_ALLOWED,
            allow: Some(allow.into()),
            reason: "METHOD_NOT_ALLOWED".into(),
            ..Self::new(Code::Unimplemented, format!("this path has no {method}"))
        }
    }
    /// A body over the limit.
    pub fn too_large(limit: usize) -> Self {
        Self {
            http: StatusCode::PAYLOAD_TOO_LARGE,
            reason: "TOO_LARGE".into(),
            ..Self::new(Code::ResourceExhausted, format!("the body is larger than {} MB", limit >> 20))
        }
    }
    /// Too much, too fast.
    pub fn too_fast(retry_after: u32) -> Self {
        Self {
            retry_after: Some(retry_after.max(1)),
            ..Self::new(
                Code::ResourceExhausted,
                format!("too many requests; try again in {} s", retry_after.max(1)),
            )
        }
    }
    /// The answer, with the id under which the request is in the logs.
    pub fn answer(self, request_id: &str) -> Response<Body> {
        let mut error = Map::new();
        error.insert("code".into(), self.http.as_u16().into());
        error.insert("status".into(), names(self.code).1.into());
        error.insert("reason".into(), self.reason.as_ref().into());
        error.insert("message".into(), self.message.into());
        let fields = self.fields.iter().map(|f| json!({"field": f.field, "problem": f.problem}));
        error.insert("fields".into(), Value::Array(fields.collect()));
        if !self.facts.is_empty() {
            let facts = self.facts.into_iter().map(|(k, v)| (k, Value::String(v)));
            error.insert("metadata".into(), Value::Object(facts.collect()));
        }
        error.insert("request_id".into(), request_id.into());
        let mut response = Response::new(Body::from(json!({ "error": error }).to_string()));
        *response.status_mut() = self.http;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(allow) = self.allow.and_then(|a| HeaderValue::from_str(&a).ok()) {
            headers.insert(header::ALLOW, allow);
        }
        if self.http == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl From<Status> for Problem {
    fn from(status: Status) -> Self {
        let details = status.get_error_details();
        let mut problem = Self::new(status.code(), status.message());
        if let Some(info) = details.error_info() {
            problem.reason = info.reason.as_str().into();
            problem.facts = info.metadata.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
            problem.facts.sort();
        }
        if let Some(bad) = details.bad_request() {
            let violation =
                |v: &tonic_types::FieldViolation| Violation::new(v.field.as_str(), v.description.as_str());
            problem.fields = bad.field_violations.iter().map(violation).collect();
        }
        if problem.http == StatusCode::TOO_MANY_REQUESTS {
            let asked = details.retry_info().and_then(|r| r.retry_delay).map_or(1, |d| d.as_secs());
            problem.retry_after = Some(u32::try_from(asked).unwrap_or(u32::MAX).max(1));
        }
        problem
    }
}

/// A refusal as a gRPC caller gets it.
impl From<Problem> for Status {
    fn from(problem: Problem) -> Self {
        let mut details = tonic_types::ErrorDetails::new();
        details.set_error_info(
            problem.reason.as_ref(),
            tandem_kit::error::DOMAIN,
            HashMap::from_iter(problem.facts),
        );
        if let Some(seconds) = problem.retry_after {
            details.set_retry_info(Some(std::time::Duration::from_secs(seconds.into())));
        }
        for field in problem.fields {
            details.add_bad_request_violation(field.field, field.problem);
        }
        Self::with_error_details(problem.code, problem.message, details)
    }
}

/// HTTP status, name and default reason of a gRPC code.
fn names(code: Code) -> (StatusCode, &'static str, &'static str) {
    let closed = StatusCode::from_u16(499).unwrap_or(StatusCode::BAD_REQUEST);
    match code {
        Code::Ok => (StatusCode::OK, "OK", "OK"),
        Code::InvalidArgument => (StatusCode::BAD_REQUEST, "INVALID_ARGUMENT", "INVALID"),
        Code::FailedPrecondition => (StatusCode::BAD_REQUEST, "FAILED_PRECONDITION", "REFUSED"),
        Code::OutOfRange => (StatusCode::BAD_REQUEST, "OUT_OF_RANGE", "INVALID"),
        Code::Unauthenticated => (StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", "UNAUTHENTICATED"),
        Code::PermissionDenied => (StatusCode::FORBIDDEN, "PERMISSION_DENIED", "DENIED"),
        Code::NotFound => (StatusCode::NOT_FOUND, "NOT_FOUND", "NOT_FOUND"),
        Code::AlreadyExists => (StatusCode::CONFLICT, "ALREADY_EXISTS", "ALREADY_EXISTS"),
        Code::Aborted => (StatusCode::CONFLICT, "ABORTED", "ABORTED"),
        Code::ResourceExhausted => (StatusCode::TOO_MANY_REQUESTS, "RESOURCE_EXHAUSTED", "EXHAUSTED"),
        Code::Cancelled => (closed, "CANCELLED", "CANCELLED"),
        Code::Unimplemented => (StatusCode::NOT_IMPLEMENTED, "UNIMPLEMENTED", "UNIMPLEMENTED"),
        Code::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", "UNAVAILABLE"),
        Code::DeadlineExceeded => (StatusCode::GATEWAY_TIMEOUT, "DEADLINE_EXCEEDED", "TIMEOUT"),
        Code::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", "INTERNAL"),
        Code::DataLoss => (StatusCode::INTERNAL_SERVER_ERROR, "DATA_LOSS", "INTERNAL"),
        Code::Unknown => (StatusCode::INTERNAL_SERVER_ERROR, "UNKNOWN", "INTERNAL"),
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;

    async fn shown(problem: Problem) -> (u16, Value) {
        let response = problem.answer("req-1");
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&body).unwrap())
    }

    #[tokio::test]
    async fn a_stale_update_is_a_conflict_with_the_current_revision() {
        let status: Status = tandem_kit::Error::Stale { kind: "item", given: 3, current: 4 }.into();
        let (code, body) = shown(status.into()).await;
        assert_eq!(code, 409);
        assert_eq!(body["error"]["reason"], "STALE");
        assert_eq!(body["error"]["metadata"]["revision"], "4");
        assert_eq!(body["error"]["request_id"], "req-1");
    }

    #[tokio::test]
    async fn a_field_that_cannot_be_is_named() {
        let status: Status = tandem_kit::Error::invalid("item.title", "must not be empty").into();
        let (code, body) = shown(status.into()).await;
        assert_eq!(code, 400);
        let expected = json!([{"field": "item.title", "problem": "must not be empty"}]);
        assert_eq!(body["error"]["fields"], expected);
        assert_eq!(body["error"]["status"], "INVALID_ARGUMENT");
    }

    #[test]
    fn each_code_has_its_status() {
        let table = [
            (Code::FailedPrecondition, 400),
            (Code::Unauthenticated, 401),
            (Code::PermissionDenied, 403),
            (Code::NotFound, 404),
            (Code::Aborted, 409),
            (Code::AlreadyExists, 409),
            (Code::ResourceExhausted, 429),
            (Code::Internal, 500),
            (Code::Unavailable, 503),
            (Code::DeadlineExceeded, 504),
        ];
        for (code, http) in table {
            assert_eq!(Problem::new(code, "").http.as_u16(), http, "{code:?}");
            assert_eq!(Status::from(Problem::new(code, "")).code(), code);
        }
    }

    #[test]
    fn who_is_too_fast_is_told_when_to_come_back() {
        let response = Problem::too_fast(0).answer("r");
        assert_eq!(response.headers()[header::RETRY_AFTER], "1");
    }
}
