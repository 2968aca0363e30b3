// The words of promises and of working hours.
import { SlaClock_Target as Target } from '~/gen/tandem/items/v1/items_service_pb'

export const text = {
  policies: 'SLA',
  policiesAbout: 'How soon an answer and a solution are promised, by the stars of an item. A rule gives an item its policy.',
  newPolicy: 'New policy',
  editPolicy: (name: string) => `Change ${name}`,
  name: 'Name',
  hours: 'Runs in',
  defaultHours: (name: string) => `The account’s hours (${name})`,
  aroundTheClock: 'Day and night, every day',
  promises: 'Promises',
  stars: 'Stars',
  promisesHint: 'Working time such as 4h, 30m or 1h 30m. An empty cell promises nothing.',
  cell: (stars: string, target: string) => `${target}, ${stars}`,
  wrongTime: (value: string) => `“${value}” is no time such as 4h, 30m or 1h 30m`,
  create: 'Create',
  save: 'Save',
  cancel: 'Cancel',
  saved: 'Saved',
  created: (name: string) => `${name} was added`,
  remove: 'Remove',
  removed: (name: string) => `${name} was removed`,
  removePolicyAbout: 'Nobody can choose it any more. Items that have it keep it, and their clocks go on.',
  bringBack: 'Bring back',
  removedMark: 'Removed',
  showRemoved: 'Show removed ones',
  none: 'promises nothing',
  adminsOnly: 'Only an administrator can do this',
  openItems: 'The clocks of open items follow within a minute.',
  stale: 'Somebody changed this just now. Look at it again and save once more.',

  calendars: 'Business hours',
  calendarsAbout: 'When people work. SLA clocks run in these hours only, and stand still on holidays.',
  newCalendar: 'New calendar',
  defaultMark: 'Default',
  makeDefault: 'Make default',
  timeZone: 'Time zone',
  week: 'Working week',
  closed: 'Closed',
  addSpan: (day: string) => `Add hours on ${day}`,
  removeSpan: (day: string, span: string) => `Remove ${span} on ${day}`,
  from: (day: string) => `${day} from`,
  to: (day: string) => `${day} to`,
  holidays: 'Holidays',
  noHolidays: 'No holidays yet. Add them one by one, or from a calendar file (.ics) of your country.',
  holiday: 'Date',
  holidayName: 'What it is',
  addHoliday: 'Add',
  removeHoliday: (day: string) => `Remove ${day}`,
  fromFile: 'From a file…',
  fileFound: (count: number) => (count === 1 ? '1 new holiday' : `${count} new holidays`),
  fileNothing: 'All of its days from last year to three years ahead are here already.',
  addFound: 'Add them',
  fileTooLarge: 'The file has more than 1 MB.',
  saveFirst: 'Save your changes first',
  removeCalendarAbout: 'Policies that use it run in the default hours from now on.',
  isDefault: 'Make another calendar the default first',

  policy: 'SLA policy',
  noPolicy: 'No promise',

  why: 'Why?',
  whyTitle: 'Why these deadlines',
  by: (policy: string, stars: string) => `${policy}, ${stars}`,
  in: (calendar: string, zone: string) => `in ${calendar} (${zone})`,
  day: 'day and night',
  spent: (spent: string, within: string) => `${spent} of ${within} used`,
  due: 'Due',
  met: 'Met',
  counted: 'Counted',
  stood: 'Stood still',
  shortened: 'Only the first 200 are shown.',
}

export const targets: [Target, string][] = [
  [Target.FIRST_RESPONSE, 'First answer'],
  [Target.NEXT_RESPONSE, 'Next answer'],
  [Target.RESOLUTION, 'Solution'],
]

export const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** "3 stars", "no stars". */
export function starsOf(priority: number): string {
  if (priority === 0) return 'no stars'
  return priority === 1 ? '1 star' : `${priority} stars`
}
