// The words of automation: a rule as a sentence.
import { RuleRun_Outcome, Trigger_On } from '~/gen/tandem/automation/v1/rules_service_pb'

export const text = {
  title: 'Automation',
  rules: 'Rules',
  runs: 'What was done',
  about: 'Rules run from top to bottom, each time something happens that starts them.',
  none: 'There are no rules',
  noRuns: 'No rule and no macro has run yet',
  when: 'When',
  andIf: 'and',
  thenDo: 'then',
  enabled: (name: string) => `${name} is on`,
  adminsOnly: 'Only an administrator can switch rules',
  routing: 'Routing',
  more: 'Show more',
}

export const outcomes: Record<RuleRun_Outcome, string> = {
  [RuleRun_Outcome.UNSPECIFIED]: '',
  [RuleRun_Outcome.DONE]: 'Done',
  [RuleRun_Outcome.NOT_MATCHED]: 'Not matched',
  [RuleRun_Outcome.FAILED]: 'Failed',
  [RuleRun_Outcome.STOPPED]: 'Stopped',
}

export const triggers: Record<Trigger_On, string> = {
  [Trigger_On.UNSPECIFIED]: '',
  [Trigger_On.ITEM_CREATED]: 'an item is created',
  [Trigger_On.ITEM_UPDATED]: 'an item changes',
  [Trigger_On.STATUS_CHANGED]: 'the status changes',
  [Trigger_On.FINISHED]: 'it is finished',
  [Trigger_On.CUSTOMER_REPLIED]: 'the customer replies',
  [Trigger_On.USER_REPLIED]: 'an agent replies',
  [Trigger_On.INTERNAL_MESSAGE]: 'somebody writes an internal note',
  [Trigger_On.SLA_WARNED]: 'a promise will soon be missed',
  [Trigger_On.SLA_BREACHED]: 'a promise is missed',
  [Trigger_On.INACTIVE]: 'nothing happens',
  [Trigger_On.SURVEY_ANSWERED]: 'the survey is answered',
}
