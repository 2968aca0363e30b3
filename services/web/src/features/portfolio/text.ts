// The words of portfolios.
export const text = {
  title: 'Portfolios',
  newPortfolio: 'New portfolio',
  create: 'Create',
  all: 'All projects',
  none: 'No portfolios yet. Put projects into one to look at them together.',
  removal: 'The portfolios in it move up. Its projects and their items stay as they are.',
  inPortfolios: 'Portfolios',
  notIn: 'In no portfolio',
  noMatch: 'No portfolio by that name',
}
