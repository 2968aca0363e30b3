import { createFileRoute } from '@tanstack/react-router'
import { ItemDetail } from '~/features/item/ItemDetail'

export const Route = createFileRoute('/_app/tickets/$id')({
  component: () => {
    const { id } = Route.useParams()
    return <ItemDetail key={id} id={id} />
  },
})
