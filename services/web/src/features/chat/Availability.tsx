import { useQuery } from '@tanstack/react-query'
import { Switch } from '~/ui/Switch'
import { complain } from '~/ui/Toast'
import { inputLook } from '~/ui/input'
import { availability, setAvailable } from './availability'
import { text } from './text'

const choices = [1, 2, 3, 4, 5, 8, 10, 15, 20]
const usual = 3

/** Whether one takes chats, and how many at once. */
export function Availability() {
  const { data } = useQuery(availability)
  if (!data) return null
  const most = data.mostChats || usual
  return (
    <>
      {data.available && (
        <select
          aria-label={text.most}
          title={text.takesChats(data.openChats, most)}
          value={most}
          onChange={(event) => void setAvailable(true, Number(event.target.value)).catch(complain)}
          className={inputLook.replace('w-full', 'w-16')}
        >
          {(choices.includes(most) ? choices : [...choices, most]).map((count) => (
            <option key={count} value={count}>
              {count}
            </option>
          ))}
        </select>
      )}
      <span aria-hidden className="text-sm whitespace-nowrap text-soft">
        {text.takeChats}
      </span>
      <Switch label={text.takeChats} checked={data.available} onChange={(on) => void setAvailable(on, most).catch(complain)} />
    </>
  )
}
