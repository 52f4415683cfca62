import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { ServiceError } from '../../aws/service-error.ts';
import type { MetricName } from '../../telemetry/metric-store.ts';
import { idsOf, MathError, type MathNode, parseExpression } from './math/parse-expression.ts';
import { checkedDimensions, checkedName, UNITS } from './metric-name.ts';
import { exclusive, isRequired, notInSet, tooMany, validationError } from './refusals.ts';
import { type Statistic, statisticNamed } from './statistic.ts';
import { isPeriod } from './time-range.ts';

const MAX_QUERIES = 500;
const MAX_EXPRESSION = 2048;

/** One metric of a request, or one expression over others. */
export type CheckedQuery = QueryPart & (MetricQuery | ExpressionQuery);

interface QueryPart {
  readonly id: string;
  readonly label: string | undefined;
  readonly returnData: boolean;
}

export interface MetricQuery {
  readonly kind: 'metric';
  readonly metric: MetricName;
  readonly stat: string;
  readonly statistic: Statistic;
  readonly periodSeconds: number;
  readonly unit: string | undefined;
}

export interface ExpressionQuery {
  readonly kind: 'expression';
  readonly node: MathNode;
  readonly periodSeconds: number | undefined;
}

/**
 * Queries as CloudWatch takes them, in their order; all complaints are told together. Expressions may use each other in any
 * order, but not in a circle.
 */
export function checkedQueries(
  queries: readonly MetricDataQuery[] | undefined,
  account: string,
): readonly CheckedQuery[] {
  if (queries === undefined || queries.length === 0) throw validationError(isRequired('MetricDataQueries'));
  if (queries.length > MAX_QUERIES) throw validationError(tooMany('MetricDataQueries', MAX_QUERIES));
  const complaints: string[] = [];
  const checked: CheckedQuery[] = [];
  for (const [index, query] of queries.entries()) {
    try {
      checked.push(checkedQuery(query, `MetricDataQueries.member.${index + 1}`, account));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      complaints.push(error.message);
    }
  }
  if (complaints.length > 0) throw validationError(complaints);
  if (new Set(checked.map(({ id }) => id)).size < checked.length) {
    throw validationError('The values for parameter id in MetricDataQueries are not unique.');
  }
  checkCircles(checked);
  return checked;
}

/** Why an expression is refused. */
export const expressionError = (id: string, error: MathError): ServiceError =>
  validationError(`Error in expression '${id}': ${error.message}`);

function checkedQuery(query: MetricDataQuery, at: string, account: string): CheckedQuery {
  const { Id: id = '', Expression, MetricStat, Label, ReturnData = true, Period, AccountId } = query;
  if (id === '') throw validationError(isRequired(`${at}.Id`));
  if (!/^[a-z][a-zA-Z0-9_]*$/.test(id)) {
    throw validationError(
      `The value ${id} for parameter ${at}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`,
    );
  }
  if (AccountId !== undefined && AccountId !== account) {
    throw validationError(`samlet keeps the metrics of account ${account} only, not those of ${AccountId}.`);
  }
  const part = { id, label: Label, returnData: ReturnData };
  if (MetricStat === undefined) {
    if (Expression === undefined || Expression === '') {
      throw validationError(`At least one of the parameters ${at}.MetricStat and ${at}.Expression must be specified.`);
    }
    if (Period !== undefined) checkPeriod(Period, `${at}.Period`);
    return { ...part, kind: 'expression', node: parsed(id, Expression, at), periodSeconds: Period };
  }
  if (Expression !== undefined) throw validationError(exclusive(`${at}.Expression`, `${at}.MetricStat`));
  if (Period !== undefined) throw validationError(exclusive(`${at}.Period`, `${at}.MetricStat`));
  const { Metric, Stat = '', Unit, Period: metricPeriod } = MetricStat;
  const place = `${at}.MetricStat`;
  if (Metric === undefined) throw validationError(isRequired(`${place}.Metric`));
  if (metricPeriod === undefined) throw validationError(isRequired(`${place}.Period`));
  checkPeriod(metricPeriod, `${place}.Period`);
  if (Unit !== undefined && !UNITS.includes(Unit)) throw validationError(notInSet(`${place}.Unit`, UNITS));
  const statistic = statisticNamed(Stat);
  if (statistic === undefined) {
    throw validationError(`The value ${Stat} for parameter ${place}.Stat is not a valid statistic.`);
  }
  return {
    ...part,
    kind: 'metric',
    metric: {
      namespace: checkedName(Metric.Namespace, `${place}.Metric.Namespace`),
      name: checkedName(Metric.MetricName, `${place}.Metric.MetricName`),
      dimensions: checkedDimensions(Metric.Dimensions, `${place}.Metric.Dimensions`),
    },
    stat: Stat,
    statistic,
    periodSeconds: metricPeriod,
    unit: Unit,
  };
}

function checkPeriod(period: number, parameter: string): void {
  if (period < 1) throw validationError(`The parameter ${parameter} must be greater than 0.`);
  if (!isPeriod(period)) throw validationError(`The parameter ${parameter} must be a multiple of 60.`);
}

function parsed(id: string, expression: string, at: string): MathNode {
  if (expression.length > MAX_EXPRESSION) {
    throw validationError(`The parameter ${at}.Expression must be shorter than ${MAX_EXPRESSION + 1} characters.`);
  }
  try {
    if (/^\s*SELECT\b/i.test(expression)) {
      throw new MathError('samlet does not run Metrics Insights queries (SELECT) yet: see docs/coverage.md');
    }
    return parseExpression(expression);
  } catch (error) {
    if (error instanceof MathError) throw expressionError(id, error);
    throw error;
  }
}

function checkCircles(queries: readonly CheckedQuery[]): void {
  const byId = new Map(queries.map((query) => [query.id, query]));
  const state = new Map<string, 'open' | 'done'>();
  const visit = (query: CheckedQuery): void => {
    if (query.kind !== 'expression' || state.get(query.id) === 'done') return;
    if (state.get(query.id) === 'open') throw expressionError(query.id, new MathError('Circular reference'));
    state.set(query.id, 'open');
    for (const id of idsOf(query.node)) {
      const used = byId.get(id);
      if (used === undefined) throw expressionError(query.id, new MathError(`Undefined variable ${id}`));
      visit(used);
    }
    state.set(query.id, 'done');
  };
  for (const query of queries) visit(query);
}
