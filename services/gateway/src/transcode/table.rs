//! All rpcs of the contract and all their paths, found by method and segments.
use std::{collections::HashMap, sync::Arc};

use anyhow::{Context as _, ensure};
use http::Method;
use prost_reflect::{DescriptorPool, DynamicMessage, Value};

use super::{
    route::{Piece, Route, Rpc},
    text,
};

/// The index. Built once, at start.
pub struct Table {
    pub pool: DescriptorPool,
    pub routes: Vec<Route>,
    rpcs: HashMap<String, Arc<Rpc>>,
    root: Node,
}

/// A step of the paths: what may follow.
#[derive(Default)]
struct Node {
    literals: HashMap<String, Node>,
    field: Option<Box<Node>>,
    /// Where a path may end here: by verb (none is ""), the routes of each method.
    ends: HashMap<String, Ends>,
    /// The same for `{…=**}`: anything may follow.
    rest: HashMap<String, Ends>,
}

/// What a request's method and path are.
pub enum Found<'a> {
    /// An rpc, and the values of the path's variables in order.
    Route(&'a Route, Vec<String>),
    /// A path of ours, but not by that method; these it has.
    OtherMethods(String),
    Nothing,
}

type Ends = Vec<(Method, usize)>;

impl Table {
    /// Reads every service of `tandem.*` in a descriptor set.
    ///
    /// # Errors
    /// Where a rule cannot be read, or two rules are the same method and path.
    pub fn new(descriptors: &[u8]) -> anyhow::Result<Self> {
        let pool = DescriptorPool::decode(descriptors).context("the descriptors of the contract")?;
        let http = pool.get_extension_by_name("google.api.http").context("no google.api.http")?;
        let access =
            pool.get_extension_by_name("tandem.type.v1.access").context("no tandem.type.v1.access")?;
        let role = pool.get_extension_by_name("tandem.type.v1.role").context("no tandem.type.v1.role")?;
        let mut routes: Vec<Route> = Vec::new();
        let mut rpcs = HashMap::new();
        for method in pool.services().flat_map(|s| s.methods().collect::<Vec<_>>()) {
            let options = method.options();
            let stated = options.get_extension(&access).as_enum_number().unwrap_or_default();
            let of_role = method.parent_service().options().get_extension(&role).as_str().map(str::to_owned);
            let rpc = Arc::new(Rpc::new(method, stated, of_role.filter(|role| !role.is_empty()))?);
            rpcs.insert(rpc.path.path().to_owned(), rpc.clone());
            if options.has_extension(&http)
                && let Value::Message(rule) = options.get_extension(&http).into_owned()
            {
                for rule in with_additional(rule) {
                    routes.push(Route::new(&rpc, &rule)?);
                }
            }
        }
        let mut root = Node::default();
        for (index, route) in routes.iter().enumerate() {
            root.add(route, index)?;
        }
        Ok(Self { pool, routes, rpcs, root })
    }
    /// The rpc of a gRPC path, `/tandem.items.v1.ItemsService/GetItem`.
    pub fn rpc(&self, path: &str) -> Option<&Arc<Rpc>> {
        self.rpcs.get(path)
    }
    /// All rpcs.
    pub fn rpcs(&self) -> impl Iterator<Item = &Arc<Rpc>> {
        self.rpcs.values()
    }
    /// Which rpc a method and path are. A `HEAD` is the `GET` of the same path.
    pub fn find(&self, method: &Method, path: &str) -> Found<'_> {
        let Some(path) = path.strip_prefix('/') else { return Found::Nothing };
        let (path, verb) = match path.rsplit_once(':') {
            Some((path, verb)) if !verb.contains('/') => (path, Some(verb)),
            _ => (path, None),
        };
        let segments: Vec<&str> = path.split('/').collect();
        let mut values = Vec::new();
        let Some(ends) = self.root.find(&segments, verb, &mut values) else { return Found::Nothing };
        let wanted = if *method == Method::HEAD { &Method::GET } else { method };
        let Some((_, index)) = ends.iter().find(|(m, _)| m == wanted) else {
            return Found::OtherMethods(allowed(ends));
        };
        match values.into_iter().map(|raw| text::segment(&raw)).collect() {
            Some(values) => Found::Route(&self.routes[*index], values),
            None => Found::Nothing,
        }
    }
}

fn allowed(ends: &Ends) -> String {
    let mut methods: Vec<&str> = ends.iter().map(|(m, _)| m.as_str()).collect();
    if methods.contains(&"GET") {
        methods.push("HEAD");
    }
    methods.push("OPTIONS");
    methods.sort_unstable();
    methods.dedup();
    methods.join(", ")
}

fn with_additional(rule: DynamicMessage) -> Vec<DynamicMessage> {
    let more = rule.get_field_by_name("additional_bindings").map(std::borrow::Cow::into_owned);
    let mut rules = vec![rule];
    if let Some(Value::List(more)) = more {
        rules.extend(more.into_iter().filter_map(|v| v.as_message().cloned()));
    }
    rules
}

impl Node {
    fn add(&mut self, route: &Route, index: usize) -> anyhow::Result<()> {
        let mut node = self;
        for piece in &route.pieces {
            node = match piece {
                Piece::Literal(text) => node.literals.entry(text.clone()).or_default(),
                Piece::Field => node.field.get_or_insert_default(),
                Piece::Rest => break,
            };
        }
        let open = route.pieces.last() == Some(&Piece::Rest);
        let ends = if open { &mut node.rest } else { &mut node.ends };
        let ends = ends.entry(route.verb.clone().unwrap_or_default()).or_default();
        ensure!(
            !ends.iter().any(|(m, _)| *m == route.http),
            "{} {} is two rpcs; one is {}",
            route.http,
            route.template,
            route.rpc.name()
        );
        ends.push((route.http.clone(), index));
        Ok(())
    }
    /// The routes of a path: a literal is tried before a variable, and that before the open end.
    fn find(&self, segments: &[&str], verb: Option<&str>, values: &mut Vec<String>) -> Option<&Ends> {
        let Some((first, rest)) = segments.split_first() else {
            return self.ends.get(verb.unwrap_or_default());
        };
        let depth = values.len();
        if let Some(node) = self.literals.get(*first)
            && let Some(ends) = node.find(rest, verb, values)
        {
            return Some(ends);
        }
        if let Some(node) = &self.field
            && !first.is_empty()
        {
            values.truncate(depth);
            values.push((*first).to_owned());
            if let Some(ends) = node.find(rest, verb, values) {
                return Some(ends);
            }
        }
        values.truncate(depth);
        let ends = self.rest.get(verb.unwrap_or_default())?;
        values.push(segments.join("/"));
        Some(ends)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(table: &Table, method: &str, path: &str) -> String {
        match table.find(&method.parse().unwrap(), path) {
            Found::Route(route, values) => {
                format!("{} {}", route.rpc.method.name(), values.join("|")).trim().to_owned()
            }
            Found::OtherMethods(allow) => format!("allow {allow}"),
            Found::Nothing => "nothing".to_owned(),
        }
    }

    #[test]
    fn a_method_and_path_are_an_rpc() {
        let table = Table::new(tandem_proto::DESCRIPTORS).unwrap();
        let cases = [
            ("GET", "/v1/items", "ListItems"),
            ("HEAD", "/v1/items", "ListItems"),
            ("POST", "/v1/items", "CreateItem"),
            ("GET", "/v1/items:search", "SearchItems"),
            ("GET", "/v1/items/item_1", "GetItem item_1"),
            ("GET", "/v1/items/a%20b%2Fc", "GetItem a b/c"),
            ("PATCH", "/v1/items/item_1", "UpdateItem item_1"),
            ("POST", "/v1/items/item_1:convert", "ConvertItem item_1"),
            ("GET", "/v1/items/item_1/activities", "ListActivities item_1"),
            ("GET", "/v1/items/item_1/conversations", "ListConversations item_1"),
            ("GET", "/v1/conversations", "ListConversations"),
            ("POST", "/v1/sessions:end", "EndSession"),
            ("PUT", "/v1/items", "allow GET, HEAD, OPTIONS, POST"),
            ("GET", "/v1/items/item_1:convert", "allow OPTIONS, POST"),
            ("GET", "/v1/items/", "nothing"),
            ("GET", "/v1/items/item_1:nothing", "nothing"),
            ("GET", "/v1/items/%ff", "nothing"),
            ("GET", "/v1/nothing", "nothing"),
            ("GET", "/", "nothing"),
        ];
        for (method, path, expected) in cases {
            assert_eq!(shown(&table, method, path), expected, "{method} {path}");
        }
    }

    #[test]
    fn what_takes_a_file_takes_it_by_every_way() {
        let table = Table::new(tandem_proto::DESCRIPTORS).unwrap();
        let by_path = |rpc: &super::super::Rpc| {
            let mut routes = table.routes.iter().filter(|r| r.rpc.path == rpc.path);
            routes.any(|r| matches!(r.body, super::super::route::BodyIs::File(_)))
        };
        let mut files = 0;
        for rpc in table.rpcs().filter(|rpc| rpc.access != super::super::Access::Closed) {
            assert_eq!(rpc.takes_file, by_path(rpc), "{}", rpc.name());
            files += usize::from(rpc.takes_file);
        }
        assert!(files >= 2, "attachments and mails");
    }

    #[test]
    fn every_rpc_says_who_may_call_it_and_only_those_for_peers_have_no_path() {
        let table = Table::new(tandem_proto::DESCRIPTORS).unwrap();
        for rpc in table.rpcs() {
            let reachable = table.routes.iter().any(|r| r.rpc.path == rpc.path);
            assert_eq!(reachable, rpc.access != super::super::Access::Closed, "{}", rpc.name());
        }
    }
}
