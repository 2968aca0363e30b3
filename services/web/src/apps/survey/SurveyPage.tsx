/** @jsxImportSource preact */
import { useEffect, useState } from 'preact/hooks'
import { Labelled } from '../Labelled'
import { Sheet } from '../Sheet'
import { Wrong } from '../Wrong'
import { api, explain, pathKey } from '../api'
import { areaLook, mainButton } from '../look'
import { Choices } from './Choices'

interface PublicSurvey {
  accountName: string
  itemNumber: string
  itemTitle: string
  score?: number
  comment?: string
}

const path = `/v1/public/surveys/${encodeURIComponent(pathKey())}`

/** The score of the link in the mail: chosen beforehand, never sent by itself. */
function linked(): number {
  const score = Number(new URLSearchParams(location.search).get('score'))
  return Number.isInteger(score) && score >= 1 && score <= 5 ? score : 0
}

/** One question with five answers, and room for words. */
export function SurveyPage() {
  const [survey, setSurvey] = useState<PublicSurvey>()
  const [score, setScore] = useState(linked)
  const [comment, setComment] = useState('')
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const [done, setDone] = useState(false)

  useEffect(() => {
    api<PublicSurvey>('GET', path).then(
      (answer) => {
        setSurvey(answer)
        setScore((chosen) => chosen || answer.score || 0)
        setComment(answer.comment ?? '')
      },
      (error: unknown) => setProblem(explain(error)),
    )
  }, [])

  const send = async (event: SubmitEvent) => {
    event.preventDefault()
    setBusy(true)
    setProblem(undefined)
    try {
      await api('POST', `${path}:answer`, { score, comment })
      setDone(true)
    } catch (error) {
      setProblem(explain(error))
    }
    setBusy(false)
  }

  if (!survey) return problem ? <Sheet title="This survey is not here"><Wrong text={problem} /></Sheet> : null
  if (done) {
    return (
      <Sheet owner={survey.accountName} title="Thank you">
        <p role="status">Your answer is with us. You can change it by opening the link again within 14 days.</p>
      </Sheet>
    )
  }
  return (
    <Sheet owner={survey.accountName} title="How did we do?">
      <form class="grid gap-5" onSubmit={(event) => void send(event)}>
        <p class="text-soft">
          Your request <span class="text-ink">#{survey.itemNumber} {survey.itemTitle}</span>
        </p>
        <Choices score={score} onChange={setScore} />
        <Labelled label="Anything to add? (optional)">
          <textarea rows={4} maxLength={5000} value={comment} onInput={(event) => setComment(event.currentTarget.value)} class={areaLook} />
        </Labelled>
        <Wrong text={problem} />
        <button type="submit" disabled={busy || score === 0} class={mainButton}>
          {busy ? 'Sending…' : 'Send answer'}
        </button>
      </form>
    </Sheet>
  )
}
