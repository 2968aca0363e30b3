//! `SurveysService`.
use tandem_kit::{Cause, Error, Page, Result, auth, id};
use tandem_proto::{
    customer_apps::{self as pb, surveys_service_server::SurveysService},
    items::{GetItemRequest, items_service_client::ItemsServiceClient},
};
use tonic::{Request, Response, Status};

use super::Api;
use crate::survey::{self, Survey};

impl Api {
    async fn shown(&self, account: id::AccountId, survey: Survey) -> Result<pb::PublicSurvey> {
        Ok(pb::PublicSurvey {
            account_name: self.account_name(account).await?,
            item_number: survey.item_number,
            item_title: survey.item_title,
            score: survey.score.unwrap_or(0).into(),
            comment: survey.comment,
        })
    }
}

#[tonic::async_trait]
impl SurveysService for Api {
    async fn list_surveys(
        &self,
        request: Request<pb::ListSurveysRequest>,
    ) -> Result<Response<pb::ListSurveysResponse>, Status> {
        let cause = Cause::of(&request)?;
        let pb::ListSurveysRequest { page_size, page_token, item_id } = request.into_inner();
        let (page, item) = (Page::of(page_size, &page_token)?, id::in_optional_field("item_id", &item_id)?);
        let (found, next_page_token) =
            survey::list((self.db.pool(), &self.sight), &cause, &page, item).await?;
        let surveys = found.iter().map(Into::into).collect();
        Ok(Response::new(pb::ListSurveysResponse { surveys, next_page_token }))
    }

    async fn summarize_surveys(
        &self,
        request: Request<pb::SummarizeSurveysRequest>,
    ) -> Result<Response<pb::SurveySummary>, Status> {
        let cause = Cause::of(&request)?;
        let now = self.clock.now();
        let (asked, scores) = if cause.caller.is_limited() {
            survey::summarize_seen((self.db.pool(), &self.sight), &cause, now).await?
        } else {
            survey::summarize(self.db.pool(), cause.account(), now).await?
        };
        Ok(Response::new(pb::SurveySummary {
            asked,
            answered: scores.iter().sum(),
            satisfied: scores[3] + scores[4],
            scores: scores.to_vec(),
        }))
    }

    async fn get_public_survey(
        &self,
        request: Request<pb::GetPublicSurveyRequest>,
    ) -> Result<Response<pb::PublicSurvey>, Status> {
        let (account, survey) = survey::by_token(self.db.pool(), &request.into_inner().token).await?;
        Ok(Response::new(self.shown(account, survey).await?))
    }

    async fn answer_survey(
        &self,
        request: Request<pb::AnswerSurveyRequest>,
    ) -> Result<Response<pb::PublicSurvey>, Status> {
        let pb::AnswerSurveyRequest { token, score, comment } = request.into_inner();
        let (account, survey) = survey::answer(&self.db, &token, score, &comment, self.clock.now()).await?;
        Ok(Response::new(self.shown(account, survey).await?))
    }

    async fn create_survey(
        &self,
        request: Request<pb::CreateSurveyRequest>,
    ) -> Result<Response<pb::CreateSurveyResponse>, Status> {
        let cause = Cause::of(&request)?;
        let pb::CreateSurveyRequest { item_id, request_id, customer_id } = request.into_inner();
        let request_id =
            id::request(&request_id)?.ok_or_else(|| Error::invalid("request_id", "is required"))?;
        let mut items = ItemsServiceClient::new(self.items.clone());
        let item = auth::acting(&cause.as_system(), items.get_item(GetItemRequest { id: item_id }))
            .await?
            .into_inner();
        let mut asked = item.requester_ids.iter().filter(|id| customer_id.is_empty() || **id == customer_id);
        let Some(customer) = asked.find_map(|text| text.parse().ok()) else {
            return Ok(Response::new(pb::CreateSurveyResponse::default()));
        };
        let (survey, token) = survey::create(&self.db, &cause, &item, customer, request_id).await?;
        let survey_id = id::SurveyId::from(survey.id).to_string();
        let url = format!("{}/survey/{token}", self.public_url);
        Ok(Response::new(pb::CreateSurveyResponse { survey_id, url }))
    }
}
