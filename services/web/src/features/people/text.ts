// The words of choosing people.
export const text = {
  person: 'Person',
  nobodyFound: 'Nobody by that name',
}
