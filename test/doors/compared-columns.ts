/** The questions and actions about saved column maps, and the actions about files of another payroll. */
import { valueOf } from '#index.ts';
import type { Compared } from './compared-questions.ts';
import { shadowActs } from './compared-shadow.ts';
import type { TwoDoors } from './two-doors.ts';

const ofAcme = ['--company', 'acme'];
const map = { columns: { employee_id: 'No' } };

const saved =
  (kind: 'balances' | 'items' | 'terms') =>
  async ({ library }: TwoDoors): Promise<void> => {
    valueOf(await library.columns.save({ company: 'acme', kind, map }));
  };
const savedBalances = saved('balances');
const savedItems = saved('items');
const savedTerms = saved('terms');
const another = { columns: { employee_id: 'Nr' } };

export const columnsQuestions: readonly Compared[] = [
  {
    verb: 'columns list',
    method: 'columns.list',
    args: async (doors) => {
      await savedBalances(doors);
      return ['columns', 'list', ...ofAcme];
    },
    ask: ({ library }) => library.columns.list({ company: 'acme' }),
  },
  {
    verb: 'columns show',
    method: 'columns.show',
    args: async (doors) => {
      await savedBalances(doors);
      return ['columns', 'show', 'balances', ...ofAcme];
    },
    ask: ({ library }) => library.columns.show({ company: 'acme', kind: 'balances' }),
  },
];

export const columnsActs: readonly Compared[] = [
  ...shadowActs,
  {
    verb: 'columns save',
    method: 'columns.save',
    args: async (doors) => {
      await savedTerms(doors);
      const file = doors.paybeat.file('map.json', JSON.stringify(another));
      return ['columns', 'save', file, ...ofAcme, '--kind', 'terms'];
    },
    ask: async (doors) => {
      await savedTerms(doors);
      return doors.library.columns.save({ company: 'acme', kind: 'terms', map: another });
    },
  },
  {
    verb: 'columns remove',
    method: 'columns.remove',
    args: async (doors) => {
      await savedItems(doors);
      return ['columns', 'remove', 'items', ...ofAcme];
    },
    ask: async (doors) => {
      await savedItems(doors);
      return doors.library.columns.remove({ company: 'acme', kind: 'items' });
    },
  },
];
