import { Link } from '@tanstack/react-router'
import { PersonName } from '~/features/people/PersonName'
import { SurveysService } from '~/gen/tandem/customer_apps/v1/surveys_service_pb'
import { useRead } from '~/lib/query'
import { Ago } from '~/ui/Ago'
import { Stars } from '~/ui/Stars'
import { text } from './text'

const shown = 5

/** What customers said last. Nothing while nobody has. */
export function LatestAnswers() {
  const { data } = useRead(SurveysService.method.listSurveys, { pageSize: 50 })
  const answered = data?.surveys.filter((survey) => survey.score > 0).slice(0, shown) ?? []
  if (answered.length === 0) return null
  return (
    <div className="border-t border-line pt-3">
      <h3 className="px-4 text-sm font-medium">{text.latest}</h3>
      <ul>
        {answered.map((survey) => (
          <li key={survey.id} className="border-b border-line px-4 py-2.5 text-sm last:border-b-0">
            <span className="flex items-center gap-2">
              <Stars value={survey.score} label={text.scores[survey.score - 1] ?? ''} />
              <span className="grow truncate">
                <PersonName id={survey.customerId} />
              </span>
              <Ago time={survey.answerTime} className="text-xs text-soft" />
            </span>
            {survey.comment && <p className="pt-1 wrap-anywhere">{survey.comment}</p>}
            <Link to="/tickets/$id" params={{ id: String(survey.itemNumber) }} className="block truncate pt-0.5 text-soft hover:underline">
              #{String(survey.itemNumber)} {survey.itemTitle}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}
