import { describe, expect, it } from 'vitest'
import { blank, isGiven, toItem, toRequest } from './draft'

describe('what is filled in', () => {
  it('is given where it says something', () => {
    for (const html of ['', '<p></p>', '<p>&nbsp;</p>', '<p><br></p>']) expect(isGiven('description_html', { ...blank, description_html: html })).toBe(false)
    for (const html of ['<p>a</p>', 'a', '<p><img src="a"></p>']) expect(isGiven('description_html', { ...blank, description_html: html })).toBe(true)
    expect(isGiven('tags', blank)).toBe(false)
    expect(isGiven('requester', { ...blank, requester: ' ' })).toBe(false)
    expect(isGiven('fields.room', { ...blank, own: { room: '12' } })).toBe(true)
    expect(isGiven('fields.done', { ...blank, own: { done: false } })).toBe(true)
  })
  it('goes with what is asked for and no more', () => {
    const draft = { ...blank, priority: 3, tags: ['a'], requester: 'a@b.c', own: { room: '12', floor: '2' } }
    const request = toRequest(['requester', 'tags', 'fields.room'], draft)
    expect(Object.keys(request).toSorted()).toEqual(['fields', 'requester', 'tags'])
    expect(Object.keys(request.fields ?? {})).toEqual(['room'])
    expect(toItem(['priority'], draft)).toEqual({ priority: 3 })
  })
})
