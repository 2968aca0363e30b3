import { SurveysService } from '~/gen/tandem/customer_apps/v1/surveys_service_pb'
import { useRead } from '~/lib/query'
import { Loading } from '~/ui/Loading'
import { Trouble } from '~/ui/Trouble'
import { LatestAnswers } from './LatestAnswers'
import { text } from './text'

/** How satisfied customers were: the share of good answers, and each score's. */
export function Satisfaction() {
  const { data, error, isPending, refetch } = useRead(SurveysService.method.summarizeSurveys, {})
  return (
    <>
      {isPending && <Loading />}
      {error && <Trouble error={error} onRetry={() => void refetch()} />}
      {data && (
        <div className="grid gap-3 p-4">
          {data.answered > 0 && (
            <p>
              <span className="text-3xl font-semibold tabular-nums">{`${Math.round((100 * data.satisfied) / data.answered)} %`}</span>{' '}
              <span className="text-soft">
                {text.satisfied} {text.period}
              </span>
            </p>
          )}
          <p className="text-sm text-soft">{data.answered ? text.answered(data.answered, data.asked) : text.noAnswers}</p>
          {data.answered > 0 && (
            <ol reversed className="grid gap-1.5 text-sm">
              {text.scores
                .map((label, index) => <Score key={label} label={label} count={data.scores[index] ?? 0} of={data.answered} />)
                .toReversed()}
            </ol>
          )}
        </div>
      )}
      <LatestAnswers />
    </>
  )
}

function Score({ label, count, of }: { label: string; count: number; of: number }) {
  return (
    <li className="grid grid-cols-[5rem_1fr_2rem] items-center gap-2">
      <span>{label}</span>
      <span aria-hidden className="h-2 overflow-hidden rounded-full bg-hover">
        <span className="block h-full rounded-full bg-accent" style={{ width: of ? `${(100 * count) / of}%` : 0 }} />
      </span>
      <span className="text-right tabular-nums">{count}</span>
    </li>
  )
}
