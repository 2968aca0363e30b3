//! `AccountsService`.
use tandem_kit::{Cause, Error, mask};
use tandem_proto::directory::{self as pb, accounts_service_server::AccountsService};
use tonic::{Request, Response, Status};

use super::Api;
use crate::account::{self, Change, Made, NewAccount};

const SETTABLE: [&str; 4] = ["name", "mail_domain", "time_zone", "audit_kept_days"];

#[tonic::async_trait]
impl AccountsService for Api {
    async fn get_account(
        &self,
        request: Request<pb::GetAccountRequest>,
    ) -> Result<Response<pb::Account>, Status> {
        let cause = Cause::of(&request)?;
        Ok(Response::new((&account::get(self.db.pool(), cause.account()).await?).into()))
    }

    async fn update_account(
        &self,
        request: Request<pb::UpdateAccountRequest>,
    ) -> Result<Response<pb::Account>, Status> {
        let cause = Cause::of(&request)?;
        let pb::UpdateAccountRequest { account, update_mask } = request.into_inner();
        let given = account.ok_or_else(|| Error::invalid("account", "is required"))?;
        let mut change = Change::default();
        for path in mask::paths(update_mask.as_ref())? {
            match path {
                "name" => change.name = Some(given.name.trim().to_owned()),
                "mail_domain" => change.mail_domain = Some(given.mail_domain.clone()),
                "time_zone" => change.time_zone = Some(given.time_zone.clone()),
                "audit_kept_days" => change.audit_kept_days = Some(given.audit_kept_days),
                _ => return Err(mask::unknown(path, &SETTABLE).into()),
            }
        }
        let account = account::update(&self.db, &cause, given.revision, change).await?;
        Ok(Response::new((&account).into()))
    }

    async fn set_up(
        &self,
        request: Request<pb::SetUpRequest>,
    ) -> Result<Response<pb::CreateAccountResponse>, Status> {
        let pb::SetUpRequest {
            token,
            account_name,
            owner_name,
            owner_email,
            password,
            mail_domain,
            time_zone,
        } = request.into_inner();
        let password = Some(password);
        let new =
            NewAccount { name: account_name, mail_domain, time_zone, owner_name, owner_email, password };
        Ok(Response::new(account::create(&self.db, new, Some(&token)).await?.into()))
    }

    async fn create_account(
        &self,
        request: Request<pb::CreateAccountRequest>,
    ) -> Result<Response<pb::CreateAccountResponse>, Status> {
        let pb::CreateAccountRequest { name, owner_name, owner_email, password, mail_domain, time_zone } =
            request.into_inner();
        let password = (!password.is_empty()).then_some(password);
        let new = NewAccount { name, mail_domain, time_zone, owner_name, owner_email, password };
        Ok(Response::new(account::create(&self.db, new, None).await?.into()))
    }

    async fn resolve_mail_domain(
        &self,
        request: Request<pb::ResolveMailDomainRequest>,
    ) -> Result<Response<pb::Account>, Status> {
        let domain = request.into_inner().domain;
        Ok(Response::new((&account::by_mail_domain(self.db.pool(), &domain).await?).into()))
    }

    async fn get_account_by_id(
        &self,
        request: Request<pb::GetAccountByIdRequest>,
    ) -> Result<Response<pb::Account>, Status> {
        let id = request.into_inner().id.parse()?;
        Ok(Response::new((&account::get(self.db.pool(), id).await?).into()))
    }

    async fn mark_account_shared(
        &self,
        request: Request<pb::MarkAccountSharedRequest>,
    ) -> Result<Response<pb::MarkAccountSharedResponse>, Status> {
        let news = account::mark_shared(&self.db, &Cause::of(&request)?).await?;
        Ok(Response::new(pb::MarkAccountSharedResponse { news }))
    }
}

impl From<Made> for pb::CreateAccountResponse {
    fn from(made: Made) -> Self {
        Self {
            account: Some((&made.account).into()),
            owner_id: made.owner.to_string(),
            password: made.password,
            api_token: made.api_token,
        }
    }
}
