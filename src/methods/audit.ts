/** The methods for the audit chain: who did what and when, and whether somebody changed it. */
import { auditShape, companyHeadShape, verifiedAuditShape } from '#answers/audit.ts';
import { answerShownAs, shownAs } from '#answers/json-form.ts';
import { listHeads } from '#operations/audit/audit-heads.ts';
import { listAudit } from '#operations/audit/list-audit.ts';
import { verifyAudit } from '#operations/audit/verify-audit.ts';
import { inCompany, type MethodContext, type OfCompany } from './context.ts';

export interface AuditToList extends OfCompany {
  /** `run:3`, `period:7` */
  readonly subject?: string;
  /** `person:ada`, or `ada` for short. */
  readonly actor?: string;
  /** Days in the company's time zone, both included. */
  readonly fromOn?: Temporal.PlainDate;
  readonly toOn?: Temporal.PlainDate;
  /** `next` of the page before. */
  readonly after?: string;
  /** Rows in a page: 1,000 by default. */
  readonly limit?: number;
}

export interface AuditToVerify extends OfCompany {
  /** The text of a file of audit heads. */
  readonly heads?: string;
}

const pageLimit = 1_000;

export function auditIn(context: MethodContext) {
  const { world } = context;
  return {
    audit: {
      /** Lists who did what, the newest first, in pages. */
      list: (ask: AuditToList = {}) =>
        inCompany(context, ask, async (company) => {
          const { subject = null, actor = null, fromOn = null, toOn = null, after = null } = ask;
          const of = { company, subject, actor, fromOn, toOn, after };
          return answerShownAs(
            await listAudit(world, { ...of, limit: ask.limit ?? pageLimit }),
            auditShape,
          );
        }),
      /**
       * Recomputes the audit chain. All is well if `violations` is empty. Heads prove the rows before them.
       */
      verify: (ask: AuditToVerify = {}) =>
        inCompany(context, ask, async (company) =>
          answerShownAs(
            await verifyAudit(world, { company, heads: ask.heads }),
            verifiedAuditShape,
          ),
        ),
      /** The newest row of each audit log, to be kept where nobody of the database can write. */
      head: async (ask: OfCompany = {}) => {
        const heads = await listHeads(world);
        const { company } = ask;
        const own = heads.filter((head) => company === undefined || head.company === company);
        return shownAs({ heads: own }, ({ heads }) => ({ heads: heads.map(companyHeadShape) }));
      },
    },
  };
}
