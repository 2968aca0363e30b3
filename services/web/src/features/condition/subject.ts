// What conditions ask about: items of a kind, or one of the lists of people.
import { CustomField_Target } from '~/gen/tandem/items/v1/custom_fields_service_pb'
import { Kind } from '~/gen/tandem/items/v1/item_types_service_pb'

export type PeopleList = 'customers' | 'organizations' | 'users'
export type Subject = Kind | PeopleList

const targets = { customers: CustomField_Target.CUSTOMER, organizations: CustomField_Target.ORGANIZATION, users: CustomField_Target.USER }

export function isPeople(of: Subject): of is PeopleList {
  return typeof of === 'string'
}

/** What its custom fields are of. */
export function targetOf(of: Subject): CustomField_Target {
  return isPeople(of) ? targets[of] : CustomField_Target.ITEM
}

/** The kind of items that it is; of people, any. */
export function kindOf(of: Subject): Kind {
  return isPeople(of) ? Kind.TICKET : of
}
