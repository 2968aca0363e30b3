//! `MailPoliciesService`.
use tandem_kit::{Cause, Error};
use tandem_proto::conversations::{self as pb, mail_policies_service_server::MailPoliciesService};
use tonic::{Request, Response, Status};

use super::Api;
use crate::mail_policy;

#[tonic::async_trait]
impl MailPoliciesService for Api {
    async fn get_mail_policy(
        &self,
        request: Request<pb::GetMailPolicyRequest>,
    ) -> Result<Response<pb::MailPolicy>, Status> {
        let cause = Cause::of(&request)?;
        Ok(Response::new(mail_policy::get(&self.tools.db, cause.account()).await?.into()))
    }

    async fn update_mail_policy(
        &self,
        request: Request<pb::UpdateMailPolicyRequest>,
    ) -> Result<Response<pb::MailPolicy>, Status> {
        let cause = Cause::of(&request)?;
        let pb::UpdateMailPolicyRequest { mail_policy, update_mask } = request.into_inner();
        let given = mail_policy.ok_or_else(|| Error::invalid("mail_policy", "is required"))?;
        let made = mail_policy::update(&self.tools, &cause, given, update_mask.as_ref()).await?;
        Ok(Response::new(made.into()))
    }
}
