// Changing a form: shown at once, one change after the other, each made on what the one before left.
import { useMutation } from '@tanstack/react-query'
import { type ItemForm, ItemFormsService, type ListItemFormsResponse } from '~/gen/tandem/items/v1/item_forms_service_pb'
import { call } from '~/lib/call'
import { client, nameOf, read } from '~/lib/query'
import { touch } from '~/lib/subjects'
import { complain } from '~/ui/Toast'
import type { Asked } from './useForms'

const method = ItemFormsService.method.updateItemForm
const list = read(ItemFormsService.method.listItemForms, {}).queryKey

interface Edit {
  fields?: Asked[]
  offered?: boolean
}

/** The form as it is known by now. */
function known(form: ItemForm): ItemForm {
  const all = client.getQueryData<ListItemFormsResponse>(list)?.itemForms
  return all?.find(({ id }) => id === form.id) ?? form
}

function keep(form: ItemForm): void {
  client.setQueryData<ListItemFormsResponse>(list, (data) => data && { ...data, itemForms: data.itemForms.map((one) => (one.id === form.id ? form : one)) })
}

export function useFormEdit(form: ItemForm) {
  const edit = useMutation({
    scope: { id: form.id },
    mutationFn: (change: Edit) =>
      call(method, {
        itemForm: { id: form.id, revision: known(form).revision, ...change },
        updateMask: { paths: change.fields ? ['fields'] : ['offered'] },
      }),
    onMutate: async (change) => {
      await client.cancelQueries({ queryKey: list, exact: true })
      keep({ ...known(form), ...change })
    },
    onSuccess: keep,
    onError: complain,
    onSettled: (answer) => touch(client, nameOf(method), [answer, form.id]),
  })
  return edit
}
