//! `RulesService`: decode, do, encode.
mod macros;

use tandem_kit::{
    Cause, Error, Page,
    condition::{self, Catalogue},
    id::{self, RuleId},
    mask,
    sight::Sight,
};
use tandem_proto::{
    automation::{self as pb, rules_service_server::RulesService},
    types::Condition,
};
use tonic::{Request, Response, Status};

use crate::{
    engine::Engine,
    fields::{self, CATALOGUE},
    rule::{self, Change, New, check},
    run,
    wire::Definition,
};

const SETTABLE: [&str; 8] =
    ["name", "enabled", "kinds", "triggers", "condition", "filter", "actions", "position"];

/// What every rpc works with.
#[derive(Clone)]
pub struct Api {
    pub engine: Engine,
    pub sight: Sight,
}

/// What an update sets, as its mask says.
fn change(given: &pb::Rule, paths: &[&str], known: &Known) -> Result<Change, Error> {
    let Known { catalogue, fields } = known;
    let mut change = Change::default();
    for path in paths {
        match *path {
            "name" => change.name = Some(given.name.trim().to_owned()),
            "enabled" => change.enabled = Some(given.enabled),
            "kinds" => change.kinds = Some(check::kinds("rule", &given.kinds)?),
            "triggers" => change.triggers = Some(check::triggers(given.triggers.clone(), fields)?),
            // Where both are named, the text is read.
            "condition" if paths.contains(&"filter") => {}
            "condition" => change.condition = Some(check::tree("rule", given.condition.clone(), catalogue)?),
            "filter" => change.condition = Some(check::condition("rule", &given.filter, catalogue)?),
            "actions" => change.actions = Some(check::actions("rule", given.actions.clone(), fields)?),
            "position" => change.position = Some(given.position),
            _ => return Err(mask::unknown(path, &SETTABLE)),
        }
    }
    Ok(change)
}

/// What a new rule is made from.
fn new(given: pb::Rule, known: &Known) -> Result<New, Error> {
    let Known { catalogue, fields } = known;
    let triggers = check::triggers(given.triggers, fields)?;
    let actions = check::actions("rule", given.actions, fields)?;
    let condition = if given.filter.is_empty() {
        check::tree("rule", given.condition, catalogue)?
    } else {
        check::condition("rule", &given.filter, catalogue)?
    };
    Ok(New {
        name: given.name.trim().to_owned(),
        enabled: given.enabled,
        kinds: check::kinds("rule", &given.kinds)?,
        definition: Definition { triggers, condition: Some(condition).filter(|c| c.node.is_some()), actions },
        position: (given.position != 0).then_some(given.position),
        organization: id::in_optional_field("rule.organization_id", &given.organization_id)?,
    })
}

/// What rules of the account may name.
struct Known {
    catalogue: Catalogue,
    fields: check::Fields,
}

impl Api {
    /// What a rule or a macro may name; what types and statuses are called is read where its condition asks that, custom fields where it may name
    /// one.
    async fn known(
        &self,
        cause: &Cause,
        (filter, tree): (&str, Option<&Condition>),
        (triggers, actions): (&[pb::Trigger], &[pb::Action]),
    ) -> Result<Known, Error> {
        let read = condition::parse(filter).unwrap_or_default();
        let trees = || [Some(&read), tree].into_iter().flatten();
        let (account, peers) = (cause.account(), &self.engine.peers);
        let mut catalogue = CATALOGUE.clone();
        if trees().any(fields::names_status_or_type) {
            catalogue = fields::catalogue(&peers.types(account).await?, &peers.statuses(account).await?);
        }
        let mut fields = check::Fields::default();
        if trees().any(fields::names_custom) || check::names_custom(triggers, actions) {
            let (items, customers) =
                (peers.custom_fields(account).await?, peers.customer_fields(account).await?);
            catalogue = fields::with_custom(catalogue, &items);
            fields = check::Fields { items, customers, stands: Vec::new() };
        }
        Ok(Known { catalogue, fields })
    }
}

#[tonic::async_trait]
impl RulesService for Api {
    async fn get_rule(&self, request: Request<pb::GetRuleRequest>) -> Result<Response<pb::Rule>, Status> {
        let cause = Cause::of(&request)?;
        let id = request.into_inner().id.parse()?;
        Ok(Response::new((&rule::get(self.engine.db.pool(), cause.account(), id).await?).try_into()?))
    }

    async fn list_rules(
        &self,
        request: Request<pb::ListRulesRequest>,
    ) -> Result<Response<pb::ListRulesResponse>, Status> {
        let cause = Cause::of(&request)?;
        let pb::ListRulesRequest { page_size, page_token, organization_id } = request.into_inner();
        let page = Page::of(page_size, &page_token)?;
        let organization = id::in_optional_field("organization_id", &organization_id)?;
        rule::shipped::ensure(&self.engine.db, &cause).await?;
        let (rules, next_page_token) =
            rule::list(self.engine.db.pool(), cause.account(), &page, organization).await?;
        let rules = rules.iter().map(pb::Rule::try_from).collect::<Result<_, Error>>()?;
        Ok(Response::new(pb::ListRulesResponse { rules, next_page_token }))
    }

    async fn create_rule(
        &self,
        request: Request<pb::CreateRuleRequest>,
    ) -> Result<Response<pb::Rule>, Status> {
        let cause = Cause::of(&request)?;
        let pb::CreateRuleRequest { rule, request_id } = request.into_inner();
        let given = rule.ok_or_else(|| Error::invalid("rule", "is required"))?;
        let request_id = id::request(&request_id)?;
        let condition = (given.filter.as_str(), given.condition.as_ref());
        let known = self.known(&cause, condition, (&given.triggers, &given.actions)).await?;
        let new = new(given, &known)?;
        let made = rule::create(&self.engine.db, &cause, new, request_id, self.engine.clock.now()).await?;
        self.engine.books.doubt(cause.account());
        Ok(Response::new((&made).try_into()?))
    }

    async fn update_rule(
        &self,
        request: Request<pb::UpdateRuleRequest>,
    ) -> Result<Response<pb::Rule>, Status> {
        let cause = Cause::of(&request)?;
        let pb::UpdateRuleRequest { rule, update_mask } = request.into_inner();
        let given = rule.ok_or_else(|| Error::invalid("rule", "is required"))?;
        let id: RuleId = given.id.parse()?;
        let paths = mask::paths(update_mask.as_ref())?;
        let condition = (given.filter.as_str(), given.condition.as_ref());
        let mut known = self.known(&cause, condition, (&given.triggers, &given.actions)).await?;
        if paths.contains(&"actions") {
            let before = rule::get(self.engine.db.pool(), cause.account(), id).await?;
            known.fields.stands = Definition::read(&before.definition)?.actions;
        }
        let change = change(&given, &paths, &known)?;
        let rule =
            rule::update(&self.engine.db, &cause, (id, given.revision), change, self.engine.clock.now())
                .await?;
        self.engine.books.doubt(cause.account());
        Ok(Response::new((&rule).try_into()?))
    }

    async fn delete_rule(&self, request: Request<pb::DeleteRuleRequest>) -> Result<Response<()>, Status> {
        let cause = Cause::of(&request)?;
        rule::delete(&self.engine.db, &cause, request.into_inner().id.parse()?).await?;
        self.engine.books.doubt(cause.account());
        Ok(Response::new(()))
    }

    async fn list_rule_runs(
        &self,
        request: Request<pb::ListRuleRunsRequest>,
    ) -> Result<Response<pb::ListRuleRunsResponse>, Status> {
        let cause = Cause::of(&request)?;
        let pb::ListRuleRunsRequest { page_size, page_token, rule_id, item_id } = request.into_inner();
        let page = Page::of(page_size, &page_token)?;
        let (rule, item) =
            (id::in_optional_field("rule_id", &rule_id)?, id::in_optional_field("item_id", &item_id)?);
        let (runs, next_page_token) =
            run::list((self.engine.db.pool(), &self.sight), &cause, &page, rule, item).await?;
        Ok(Response::new(pb::ListRuleRunsResponse {
            rule_runs: runs.into_iter().map(Into::into).collect(),
            next_page_token,
        }))
    }
}
