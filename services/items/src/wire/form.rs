//! Forms of types as the contract says them.
use tandem_kit::id::ItemTypeId;
use tandem_proto::items as pb;

use crate::vocabulary::{
    Form, ItemType, Vocabulary,
    form::{Audience, ItemFormId, Required},
};

pub fn form(form: &Form, r#type: &ItemType, words: &Vocabulary) -> pb::ItemForm {
    let fields = form.asked(r#type, words).into_iter().map(|asked| pb::item_form::Field {
        field: asked.field,
        required: to_required(asked.required).into(),
    });
    pb::ItemForm {
        id: ItemFormId::from(form.id).to_string(),
        type_id: ItemTypeId::from(form.item_type).to_string(),
        audience: to_audience(form.audience).into(),
        fields: fields.collect(),
        offered: form.offered,
        default: form.fields.is_none(),
        revision: form.revision,
    }
}

pub fn audience(audience: pb::item_form::Audience) -> Option<Audience> {
    match audience {
        pb::item_form::Audience::Unspecified => None,
        pb::item_form::Audience::Agent => Some(Audience::Agent),
        pb::item_form::Audience::Customer => Some(Audience::Customer),
    }
}

fn to_audience(audience: Audience) -> pb::item_form::Audience {
    match audience {
        Audience::Agent => pb::item_form::Audience::Agent,
        Audience::Customer => pb::item_form::Audience::Customer,
    }
}

pub fn required(required: pb::item_form::field::Required) -> Option<Required> {
    match required {
        pb::item_form::field::Required::Unspecified => None,
        pb::item_form::field::Required::Never => Some(Required::Never),
        pb::item_form::field::Required::ToCreate => Some(Required::ToCreate),
        pb::item_form::field::Required::ToFinish => Some(Required::ToFinish),
    }
}

fn to_required(required: Required) -> pb::item_form::field::Required {
    match required {
        Required::Never => pb::item_form::field::Required::Never,
        Required::ToCreate => pb::item_form::field::Required::ToCreate,
        Required::ToFinish => pb::item_form::field::Required::ToFinish,
    }
}
