import { create } from '@bufbuild/protobuf'
import { expect, test } from 'vitest'
import { WidgetSchema } from '~/gen/tandem/conversations/v1/widgets_service_pb'
import { changed, sitesOf } from './widgetForm'

const kept = create(WidgetSchema, { id: 'widget_1', name: 'Shop', allowedSites: ['https://a.test'], enabled: true })

test('only what was changed is saved, by the names of the mask', () => {
  expect(changed(kept, { ...kept })).toEqual([])
  expect(changed(kept, { ...kept, name: 'Store', offlineText: 'Later', allowedSites: [] })).toEqual(['name', 'offline_text', 'allowed_sites'])
  expect(changed(kept, { ...kept, revision: 7n, enabled: false })).toEqual(['enabled'])
})

test('websites are lines', () => {
  expect(sitesOf(' https://a.test\n\nhttps://*.b.test ')).toEqual(['https://a.test', 'https://*.b.test'])
  expect(sitesOf('\n')).toEqual([])
})
