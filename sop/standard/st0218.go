package standard

import "soprun/sop"

// The tables below are the words of ST0218 v1.1 as published, unchanged: Crown
// copyright, see Attribution. They are data, so the file is longer than code
// should be.

// knowledge holds K1 to K35 in order.
var knowledge = [...]string{
	"The legislation, standard operating procedures, codes of conduct and ways of working that apply to own role.",
	"The scope of own role, including the limitations of own competence.",
	"The importance of probity, honesty and integrity in professional practice.",
	"The importance of mental health, wellbeing and resilience.",
	"The scope and range of services within healthcare science used to investigate, diagnose and treat disease.",
	"The evidence base that underpins technical practice relevant to own role.",
	"Stock and equipment management relevant to own role.",
	"The principles of person-centred care.",
	"The meaning and importance of 'duty of care' and safeguarding.",
	"The rights of individuals and own role with regard to giving informed consent.",
	"The principles that underpin dignity, rights and privacy.",
	"The importance of individuals being actively involved in making informed choices about their care.",
	"How to explain technical terms in language others can understand.",
	"Barriers to communication and techniques for addressing them.",
	"The importance of information governance and confidentiality.",
	"The importance of accurate data and processes including digital considerations.",
	"The policy or procedure for complaints and difficult situations.",
	"The importance of working within the multi-professional team and how healthcare science impacts on the wider delivery of services.",
	"Where to go for help and support.",
	"The principles of leadership, role modelling and how it applies to own role and that of others in the team.",
	"The importance of being aware of own strengths, limitations and behaviours and how these affect colleagues and the wider team.",
	"Legislation and policies relating to health and safety at work and own responsibilities.",
	"The meaning and implications of ‘risk’ and ‘risk assessment’.",
	"What to do in situations that could cause harm to self or others such as critical incidents.",
	"The principles of safe lifting and handling of individuals, equipment or other items.",
	"Infection prevention and control requirements relevant to own role.",
	"How to handle hazardous materials and substances.",
	"The quality procedures and improvement protocols and regulations relevant to own role.",
	"The audit cycle relevant to own role and how audit contributes to the maintenance and improvement of services.",
	"The importance of delivering high quality service outcomes and continuous improvements (including sustainability) to benefit individuals and health services.",
	"The regulatory framework that innovation or research is conducted, including research ethics and the implications for own role.",
	"The importance of service improvement, innovation or research.",
	"Reflective behaviours and the benefits of self-reflection in helping maintain and support the quality of patient care.",
	"The role of appraisal and performance review.",
	"How to prepare for and develop an action plan as part of performance review.",
}

// skills holds S1 to S35 in order.
var skills = [...]string{
	"Act in line with legislation, standard operating procedures, codes of conduct and ways of working that apply to own role.",
	"Work within the scope of the role, the limits of own knowledge and skills.",
	"Act in line with probity requirements.",
	"Promote own mental health, wellbeing and resilience.",
	"Provide general information, advice and guidance about the scope and range of services relevant to role.",
	"Provide technical evidence-based advice, information and guidance relevant to role.",
	"Adhere to stock and equipment control policies.",
	"Support the provision of person-centred care that is delivered by the wider healthcare team.",
	"Support any care provided including adhering to the relevant requirements.",
	"Follow policy and protocols that relate to informed consent.",
	"Protect the dignity, rights and privacy of individuals.",
	"Assist the wider healthcare team to enable individuals to make choices about their care.",
	"Communicate basic information effectively verbally and in writing.",
	"Use techniques to facilitate understanding and reduce communication barriers.",
	"Keep accurate, confidential records including in a digital format.",
	"Produce reliable data by logging, inputting, retrieving and storing information within required governance processes.",
	"Follow protocols for handling, escalating or reporting difficult situations and complaints.",
	"Work as part of the healthcare science team and the multi-professional team to provide healthcare science services.",
	"Follow delegation, reporting and escalation protocols appropriate to own role.",
	"Act as a role model to others and show leadership skills relevant to own role.",
	"Contribute towards creating the conditions that assist the team in providing a supportive environment for colleagues.",
	"Work safely in the workplace following safety guidelines.",
	"Contribute to the risk management process in own workplace adhering to risk management guidelines.",
	"Take appropriate action in response to incidents or emergencies.",
	"Move and transport items safely for example individuals or equipment and items.",
	"Apply a range of techniques for infection prevention and control.",
	"Follow guidelines and procedures for handling hazardous materials and substances.",
	"Follow procedures and improvement protocols to meet the requirements of quality standards relevant to own healthcare science practice.",
	"Contribute to the audit process relevant to own role.",
	"Offer suggestions for improving services, emerging practices and sustainability.",
	"Work in accordance with the regulatory frameworks for ethics, innovation or research relevant to own role.",
	"Assist service improvement, innovation or research within the boundaries of own clinical and scientific practice.",
	"Reflect on own practice and keep own knowledge and skills up-to-date.",
	"Take part in appraisal or performance review and ongoing continuing professional development.",
	"Reply constructively to the outcome of feedback, performance review or appraisal.",
}

// behaviours holds B1 to B6 in order.
var behaviours = [...]string{
	"Treat people with dignity.",
	"Champion equality and diversity.",
	"Show compassion, respect and empathy.",
	"Be honest, conscientious and committed.",
	"Committed to continuously developing their own professional practice.",
	"Committed to working to the standards of good practice for the Healthcare science professions.",
}

// duties holds the ten duties in order, with their codes as printed.
var duties = [...]Duty{
	{Number: 1, Text: "Perform a range of routine technical and scientific procedures and services in accordance with standard operating procedures, policies and protocols.", Codes: []sop.Code{"K1", "K2", "K3", "K4", "S1", "S2", "S3", "S4", "B4", "B6"}},
	{Number: 2, Text: "Select and prepare equipment and the environment for healthcare science procedures.", Codes: []sop.Code{"K5", "K6", "S5", "S6", "B1", "B3", "B6"}},
	{Number: 3, Text: "Carry out stock control of healthcare science equipment and consumables.", Codes: []sop.Code{"B4", "B6"}, Subject: []sop.Code{"K7", "S7"}},
	{Number: 4, Text: "Support the provision of clinical care delivered to individuals and maintain client confidentiality.", Codes: []sop.Code{"K8", "K9", "K10", "K11", "K12", "S8", "S9", "S10", "S11", "S12", "B1", "B2", "B3", "B4"}},
	{Number: 5, Text: "Communicate effectively with individuals.", Codes: []sop.Code{"K13", "K14", "S13", "S14", "B1", "B2", "B3"}},
	{Number: 6, Text: "Record, report and store information adhering to information governance and confidentiality requirements.", Codes: []sop.Code{"K15", "K16", "K17", "S15", "S16", "S17"}},
	{Number: 7, Text: "Support a multidisciplinary healthcare team.", Codes: []sop.Code{"K18", "K19", "K20", "K21", "S18", "S19", "S20", "S21", "B1", "B3", "B4"}},
	{Number: 8, Text: "Maintain a healthy, safe and secure workplace.", Codes: []sop.Code{"K22", "K23", "K24", "K25", "K26", "S22", "S23", "S24", "S25", "S26", "S27"}},
	{Number: 9, Text: "Contribute to audit, innovation or research within scope of own role.", Codes: []sop.Code{"K28", "K29", "K30", "K31", "K32", "S28", "S29", "S30", "S31", "S32", "B4", "B5", "B6"}},
	{Number: 10, Text: "Maintain and develop own competence.", Codes: []sop.Code{"K27", "K33", "K34", "K35", "S33", "S34", "S35"}},
}

// gaps holds what the published text leaves open; nothing here is a guess.
var gaps = [...]Gap{
	{Duties: []int{3}, Note: "Duty 3 is printed with behaviours only: no knowledge and no skill."},
	{Codes: []sop.Code{"K7", "S7"}, Note: "K7 and S7 are printed under no duty; their subject, stock and equipment, is that of duty 3."},
	{Duties: []int{8, 10}, Codes: []sop.Code{"K27", "S27"}, Note: "K27 is printed under duty 10 while S27, on the same subject, is printed under duty 8."},
	{Duties: []int{6, 8, 10}, Note: "Duties 6, 8 and 10 are printed without any behaviour."},
}
