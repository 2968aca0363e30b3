// The words of the dashboard.
export const text = {
  title: 'Dashboard',
  mine: 'My open tickets',
  unassigned: 'Unassigned tickets',
  satisfaction: 'Customer satisfaction',
  period: 'in the last 90 days',
  satisfied: 'satisfied',
  answered: (answered: number, asked: number) => `${answered} of ${asked} surveys answered`,
  noAnswers: 'No survey has been answered yet',
  none: 'None. Well done.',
  latest: 'Latest answers',
  all: 'Show all',
  scores: ['Very bad', 'Bad', 'Fair', 'Good', 'Very good'],
}
