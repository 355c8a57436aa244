REVOKE reporting FROM ann;
