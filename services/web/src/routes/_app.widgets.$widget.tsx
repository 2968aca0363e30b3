import { createFileRoute } from '@tanstack/react-router'
import { WidgetScreen } from '~/features/widget/WidgetScreen'

export const Route = createFileRoute('/_app/widgets/$widget')({
  component: () => {
    const { widget } = Route.useParams()
    return <WidgetScreen key={widget} id={widget} />
  },
})
