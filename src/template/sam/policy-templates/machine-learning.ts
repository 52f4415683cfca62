import type { PolicyTemplate } from './policy-template.ts';
import { allow, arn, template } from './policy-template.ts';

const COLLECTION = arn('rekognition', 'collection/${collectionId}');

export const MACHINE_LEARNING_TEMPLATES: Readonly<Record<string, PolicyTemplate>> = {
  ComprehendBasicAccessPolicy: template(
    [],
    allow(
      'comprehend',
      `BatchDetectKeyPhrases DetectDominantLanguage DetectEntities BatchDetectEntities DetectKeyPhrases DetectSentiment
       BatchDetectDominantLanguage BatchDetectSentiment`.trim(),
      '*',
    ),
  ),
  PollyFullAccessPolicy: template(
    ['LexiconName'],
    allow('polly', 'GetLexicon DeleteLexicon', arn('polly', 'lexicon/${lexiconName}')),
    allow('polly', 'DescribeVoices ListLexicons PutLexicon SynthesizeSpeech', [arn('polly', 'lexicon/*')]),
  ),
  RekognitionDetectOnlyPolicy: template(
    [],
    allow('rekognition', 'DetectFaces DetectLabels DetectModerationLabels DetectText', '*'),
  ),
  RekognitionFacesManagementPolicy: template(
    ['CollectionId'],
    allow('rekognition', 'IndexFaces DeleteFaces SearchFaces SearchFacesByImage ListFaces', COLLECTION),
  ),
  RekognitionFacesPolicy: template([], allow('rekognition', 'CompareFaces DetectFaces', '*')),
  RekognitionLabelsPolicy: template([], allow('rekognition', 'DetectLabels DetectModerationLabels', '*')),
  RekognitionNoDataAccessPolicy: template(
    ['CollectionId'],
    allow('rekognition', 'CompareFaces DetectFaces DetectLabels DetectModerationLabels', COLLECTION),
  ),
  RekognitionReadPolicy: template(
    ['CollectionId'],
    allow('rekognition', 'ListCollections ListFaces SearchFaces SearchFacesByImage', COLLECTION),
  ),
  RekognitionWriteOnlyAccessPolicy: template(
    ['CollectionId'],
    allow('rekognition', 'CreateCollection IndexFaces', COLLECTION),
  ),
  SageMakerCreateEndpointConfigPolicy: template(
    ['EndpointConfigName'],
    allow('sagemaker', 'CreateEndpointConfig', arn('sagemaker', 'endpoint-config/${endpointConfigName}')),
  ),
  SageMakerCreateEndpointPolicy: template(
    ['EndpointName'],
    allow('sagemaker', 'CreateEndpoint', arn('sagemaker', 'endpoint/${endpointName}')),
  ),
  TextractDetectAnalyzePolicy: template(
    [],
    allow('textract', 'DetectDocumentText StartDocumentTextDetection StartDocumentAnalysis AnalyzeDocument', '*'),
  ),
  TextractGetResultPolicy: template([], allow('textract', 'GetDocumentTextDetection GetDocumentAnalysis', '*')),
  TextractPolicy: template([], allow('textract', '*', '*')),
};
