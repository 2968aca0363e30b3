//! One rpc, and one way to reach it by HTTP.
use std::sync::Arc;

use anyhow::{Context as _, bail, ensure};
use http::{Method, uri::PathAndQuery};
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor};

/// The message whose bytes are the HTTP body itself.
pub const HTTP_BODY: &str = "google.api.HttpBody";

/// Who may call an rpc, as its option says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Not through this door: for peers, or not stated.
    Closed,
    Public,
    Customer,
    User,
    Admin,
    Owner,
}

/// An rpc of the contract.
#[derive(Debug)]
pub struct Rpc {
    pub method: MethodDescriptor,
    /// The service (as a process knows it) that answers: `items`, `customer-apps`.
    pub service: String,
    /// The role of it that answers, where that may run apart.
    pub role: Option<String>,
    /// Both: `items`, `conversations-chat`.
    pub peer: String,
    /// `/tandem.items.v1.ItemsService/GetItem`
    pub path: PathAndQuery,
    pub access: Access,
    /// Whether it takes a file: a field that is an `HttpBody`.
    pub takes_file: bool,
}

impl Rpc {
    pub(super) fn new(method: MethodDescriptor, access: i32, role: Option<String>) -> anyhow::Result<Self> {
        let service = method.parent_service();
        let package = service.package_name();
        let name = package.strip_prefix("tandem.").and_then(|p| p.strip_suffix(".v1"));
        let path = format!("/{}/{}", service.full_name(), method.name());
        let name =
            name.with_context(|| format!("package {package} is not tandem.<service>.v1"))?.replace('_', "-");
        let is_file = |field: FieldDescriptor| matches!(field.kind(), Kind::Message(message) if message.full_name() == HTTP_BODY);
        Ok(Self {
            takes_file: method.input().fields().any(is_file),
            peer: role.as_ref().map_or_else(|| name.clone(), |role| format!("{name}-{role}")),
            service: name,
            role,
            path: path.parse().with_context(|| format!("{path} is no path"))?,
            access: match access {
                1 => Access::Public,
                2 => Access::Customer,
                3 => Access::User,
                4 => Access::Admin,
                5 => Access::Owner,
                _ => Access::Closed,
            },
            method,
        })
    }
    /// Its full name, `tandem.items.v1.ItemsService/GetItem`: the name of its span and log line.
    pub fn name(&self) -> &str {
        self.path.path().trim_start_matches('/')
    }
    /// Whether it is a visitor's, who shows a token of their own and is asked for it by the service.
    pub fn is_of_visitors(&self) -> bool {
        self.access == Access::Public && self.role.is_some()
    }
    /// Whether its answers are a file, in pieces.
    pub fn answers_file(&self) -> bool {
        self.method.output().full_name() == HTTP_BODY
    }
    /// Whether it does more than read.
    pub fn does_something(&self) -> bool {
        !["Get", "List", "Watch", "Download"].iter().any(|verb| self.method.name().starts_with(verb))
    }
}

/// What of the request the HTTP body is.
#[derive(Debug, Clone, PartialEq)]
pub enum BodyIs {
    Nothing,
    /// `body: "*"`
    Request,
    /// `body: "item"`
    Field(FieldDescriptor),
    /// A field of type `HttpBody`: the bytes as they are.
    File(FieldDescriptor),
}

/// A piece of a path template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Literal(String),
    /// `{item.id}`: one segment, which is that field.
    Field,
    /// `{path=**}`: the rest of the path.
    Rest,
}

/// One HTTP way to an rpc.
#[derive(Debug)]
pub struct Route {
    pub http: Method,
    /// As the contract writes it, `/v1/items/{id}:convert`.
    pub template: String,
    pub pieces: Vec<Piece>,
    pub verb: Option<String>,
    /// The fields that the path's variables are, in order.
    pub fields: Vec<Vec<FieldDescriptor>>,
    pub body: BodyIs,
    pub rpc: Arc<Rpc>,
}

impl Route {
    /// Reads a `google.api.HttpRule` (without its additional bindings).
    pub(super) fn new(rpc: &Arc<Rpc>, rule: &DynamicMessage) -> anyhow::Result<Self> {
        let (http, template) =
            pattern(rule).with_context(|| format!("{} has no method and path", rpc.name()))?;
        let (pieces, verb, names) = read(&template)?;
        let input = rpc.method.input();
        let fields =
            names.iter().map(|n| field_path(&input, n).with_context(|| format!("{template}: no field {n}")));
        let fields = fields.collect::<anyhow::Result<Vec<_>>>()?;
        let body = match text(rule, "body").as_str() {
            "" => BodyIs::Nothing,
            "*" => BodyIs::Request,
            name => {
                let field =
                    input.get_field_by_name(name).with_context(|| format!("{template}: no field {name}"))?;
                let kind = field.kind();
                let message =
                    kind.as_message().with_context(|| format!("{template}: body {name} is no message"))?;
                ensure!(!field.is_list() && !field.is_map(), "{template}: body {name} is repeated");
                if message.full_name() == HTTP_BODY { BodyIs::File(field) } else { BodyIs::Field(field) }
            }
        };
        if !text(rule, "response_body").is_empty() {
            bail!("{template}: response_body is not used here");
        }
        Ok(Self { http, template, pieces, verb, fields, body, rpc: rpc.clone() })
    }
}

/// The field at a dotted path such as `item.id`; each step but the last is a single message.
pub fn field_path(message: &MessageDescriptor, dotted: &str) -> Option<Vec<FieldDescriptor>> {
    let mut at = message.clone();
    let mut path = Vec::new();
    let mut names = dotted.split('.').peekable();
    while let Some(name) = names.next() {
        let field = at.get_field_by_name(name).or_else(|| at.get_field_by_json_name(name))?;
        if names.peek().is_some() {
            let Kind::Message(inner) = field.kind() else { return None };
            if field.is_list() || field.is_map() {
                return None;
            }
            at = inner;
        }
        path.push(field);
    }
    Some(path)
}

fn pattern(rule: &DynamicMessage) -> Option<(Method, String)> {
    let methods = [
        ("get", Method::GET),
        ("put", Method::PUT),
        ("post", Method::POST),
        ("delete", Method::DELETE),
        ("patch", Method::PATCH),
    ];
    methods
        .into_iter()
        .map(|(name, method)| (method, text(rule, name)))
        .find(|(_, template)| !template.is_empty())
}

fn text(rule: &DynamicMessage, field: &str) -> String {
    rule.get_field_by_name(field).and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

type Template = (Vec<Piece>, Option<String>, Vec<String>);

fn read(template: &str) -> anyhow::Result<Template> {
    let path = template.strip_prefix('/').with_context(|| format!("{template:?} does not begin with /"))?;
    let (path, verb) = match path.rsplit_once(':') {
        Some((path, verb)) if !verb.contains(['/', '}']) => (path, Some(verb.to_owned())),
        _ => (path, None),
    };
    let mut names = Vec::new();
    let mut pieces = Vec::new();
    for segment in path.split('/') {
        let Some(variable) = segment.strip_prefix('{').and_then(|s| s.strip_suffix('}')) else {
            ensure!(
                !segment.is_empty() && !segment.contains(['{', '*']),
                "{template:?}: cannot read {segment:?}"
            );
            pieces.push(Piece::Literal(segment.to_owned()));
            continue;
        };
        let (name, kind) = variable.split_once('=').unwrap_or((variable, "*"));
        names.push(name.to_owned());
        pieces.push(match kind {
            "*" => Piece::Field,
            "**" => Piece::Rest,
            other => bail!("{template:?}: {other:?} is not used here"),
        });
    }
    let rest = pieces.iter().position(|p| *p == Piece::Rest);
    ensure!(rest.is_none_or(|at| at + 1 == pieces.len()), "{template:?}: ** must be last");
    Ok((pieces, verb, names))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_read() {
        let (pieces, verb, names) = read("/v1/items/{item.id}:convert").unwrap();
        assert_eq!(pieces, [Piece::Literal("v1".into()), Piece::Literal("items".into()), Piece::Field]);
        assert_eq!(verb.as_deref(), Some("convert"));
        assert_eq!(names, ["item.id"]);
        assert_eq!(read("/v1/files/{name=**}").unwrap().0[2], Piece::Rest);
        for bad in ["v1", "/v1//x", "/v1/{a=**}/b", "/v1/{a=b/*}"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
