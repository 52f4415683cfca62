import { UserError } from '../std/user-error.ts';
import { analyzeTemplate, type LoadOptions, type TemplateCheck } from './analyze-template.ts';
import { noticeOfError } from './place.ts';
import { readTemplate } from './read-template.ts';
import { sortNotices } from './sort-notices.ts';

/** Everything there is to say of a template, without deploying it. Throws only for what is no mistake in the template. */
export function checkTemplate(path: string, options: LoadOptions): TemplateCheck {
  try {
    const { graph, notices } = analyzeTemplate(readTemplate(path), options);
    return { graph, notices: sortNotices(notices) };
  } catch (error) {
    if (!(error instanceof UserError) || error.code === 'SAMLET_TEMPLATE_NOT_FOUND') throw error;
    return { graph: undefined, notices: [noticeOfError(error)] };
  }
}
