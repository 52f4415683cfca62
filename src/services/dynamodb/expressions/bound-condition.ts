import type { AttributeType, AttributeValue } from '../values/attribute-value.ts';
import type { Comparator, DocumentPath } from './syntax.ts';

export type BoundOperand =
  | { readonly kind: 'path'; readonly path: DocumentPath }
  | { readonly kind: 'value'; readonly value: AttributeValue; readonly type: AttributeType }
  | { readonly kind: 'size'; readonly operand: BoundOperand };

/** A condition whose placeholders are resolved: what the evaluator walks. Legacy conditions translate into it too. */
export type BoundCondition =
  | {
      readonly kind: 'comparison';
      readonly operator: Comparator;
      readonly left: BoundOperand;
      readonly right: BoundOperand;
    }
  | {
      readonly kind: 'between';
      readonly operand: BoundOperand;
      readonly low: BoundOperand;
      readonly high: BoundOperand;
    }
  | { readonly kind: 'in'; readonly operand: BoundOperand; readonly list: readonly BoundOperand[] }
  | { readonly kind: 'and' | 'or'; readonly left: BoundCondition; readonly right: BoundCondition }
  | { readonly kind: 'not'; readonly operand: BoundCondition }
  | { readonly kind: 'attribute_exists' | 'attribute_not_exists'; readonly path: DocumentPath }
  | { readonly kind: 'attribute_type'; readonly operand: BoundOperand; readonly type: string }
  | { readonly kind: 'begins_with' | 'contains'; readonly operand: BoundOperand; readonly part: BoundOperand };
