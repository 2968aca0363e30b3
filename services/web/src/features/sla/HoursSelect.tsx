import { BusinessCalendarsService } from '~/gen/tandem/directory/v1/business_calendars_service_pb'
import { useRead } from '~/lib/query'
import { Field } from '~/ui/Field'
import { inputLook } from '~/ui/input'
import { text } from './text'

interface Hours {
  businessCalendarId: string
  aroundTheClock: boolean
}

const always = 'always'

/** In which hours the clocks of a policy run. */
export function HoursSelect({ businessCalendarId, aroundTheClock, onChange }: Hours & { onChange: (hours: Hours) => void }) {
  const calendars = useRead(BusinessCalendarsService.method.listBusinessCalendars, {}).data?.businessCalendars ?? []
  const standard = calendars.find((each) => each.default)
  return (
    <Field label={text.hours}>
      <select
        value={aroundTheClock ? always : businessCalendarId}
        onChange={({ target: { value } }) => onChange({ businessCalendarId: value === always ? '' : value, aroundTheClock: value === always })}
        className={inputLook}
      >
        <option value="">{text.defaultHours(standard?.name ?? '')}</option>
        {calendars.map((each) => (
          <option key={each.id} value={each.id}>
            {each.name}
          </option>
        ))}
        <option value={always}>{text.aroundTheClock}</option>
      </select>
    </Field>
  )
}
